// What the person has written on the selections, maps and runs of the report.
#include "store/markdown.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>

namespace selfsight::store {

using svg::escape;

std::string notesSection(const ReportData& data) {
    if (data.notes.empty()) return {};
    std::string out = "<h2 id=\"notes\">Notes</h2>\n";
    for (const Note& note : data.notes) {
        std::string on;
        for (const ReportMember& member : data.members) {
            const bool named =
                std::find(note.runs.begin(), note.runs.end(), member.run.id) != note.runs.end();
            if (named) on += (on.empty() ? "" : ", ") + memberLabel(data, member);
        }
        if (note.target == Note::Target::Selection)
            on =
                "On a selection of " + groupedText(static_cast<std::int64_t>(note.images.size())) + " images";
        else if (note.target == Note::Target::Map)
            on = "On the map of " + on;
        else
            on = "On the comparison of " + on;
        out += "<div class=\"note\">\n<p class=\"sub\">" + escape(on + ", " + note.changed.substr(0, 10)) +
               "</p>\n" + markdownHtml(note.text) + "</div>\n";
    }
    return out;
}

}  // namespace selfsight::store
