#include "ui/controller/run_colours.h"

#include "core/json.h"

#include <QCoreApplication>

namespace selfsight::ui {
namespace {

constexpr auto field = "run_colours";

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

}  // namespace

RunColours readRunColours(const store::Workspace& workspace) {
    RunColours colours;
    const nlohmann::json document = workspace.document();
    const auto known = document.find(field);
    if (known == document.end() || !known->is_object()) return colours;
    for (const auto& [run, colour] : known->items()) {
        if (!colour.is_string()) continue;
        const QColor read(QString::fromStdString(colour.get<std::string>()));
        if (read.isValid()) colours.insert(QString::fromStdString(run), read);
    }
    return colours;
}

void writeRunColour(store::Workspace& workspace, const QString& run, const QColor& colour) {
    workspace.changeDocument([&](nlohmann::json& document) {
        auto& colours = document[field];
        if (!colours.is_object()) colours = nlohmann::json::object();
        if (colour.isValid())
            colours[run.toStdString()] = colour.name().toStdString();
        else
            colours.erase(run.toStdString());
    });
}

QVector<NamedColour> offeredColours() {
    return {{tr("Blue"), QColor(0x00, 0x72, 0xb2)},   {tr("Vermilion"), QColor(0xd5, 0x5e, 0x00)},
            {tr("Green"), QColor(0x00, 0x9e, 0x73)},  {tr("Pink"), QColor(0xcc, 0x79, 0xa7)},
            {tr("Violet"), QColor(0x8f, 0x6b, 0xd9)}, {tr("Ochre"), QColor(0xa8, 0x7b, 0x12)},
            {tr("Teal"), QColor(0x1a, 0x8f, 0xa8)},   {tr("Grey"), QColor(0x80, 0x80, 0x80)}};
}

}  // namespace selfsight::ui
