// A person at the window: presses what can be pressed, by object name, and is counted. Nothing here sleeps.
#pragma once

#include "ui/window_fixture.h"

#include <QAbstractButton>
#include <QFile>

namespace selfsight::test {

struct Person {
    static constexpr int patience = 300000;  // milliseconds
    ui::MainWindow& window;
    int clicks = 0;

    void press(const char* button) {
        auto* found = find<QAbstractButton>(window, button);
        if (!found->isEnabled() || !found->isVisible()) qFatal("%s cannot be pressed", button);
        ++clicks;
        QTest::mouseClick(found, Qt::LeftButton);
    }
    // An entry of the menu bar or of the tool bar.
    void choose(const char* action) {
        ++clicks;
        trigger(window, action);
    }
    // Whether what was asked for has begun and ended; how it ended is for the caller to see.
    bool jobsEnd() const {
        return QTest::qWaitFor([this] { return !window.controller()->busy(); }, patience);
    }
};

inline QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace selfsight::test
