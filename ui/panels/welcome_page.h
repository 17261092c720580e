// What a person meets before there is a run: what the program does, and the first step as a button.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace selfsight::ui {

class WelcomePage final : public QWidget {
    Q_OBJECT

  public:
    explicit WelcomePage(QWidget* parent = nullptr);

    void setWorkspace(const QString& folder);
    void setRecent(const QStringList& workspaces);

  signals:
    void demoRequested();
    void dataRequested();
    void downloadRequested();
    void workspaceRequested(const QString& folder);  // empty: ask

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void restyle();

    QLabel* title_;
    QLabel* text_;
    QLabel* workspace_;
    QLabel* recentTitle_;
    QVBoxLayout* recent_;
};

}  // namespace selfsight::ui
