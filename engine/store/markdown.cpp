#include "store/markdown.h"

#include "store/report_svg.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace selfsight::store {

namespace {

using svg::escape;

bool isLink(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) &&
           url.find_first_of(" \"'<>\t\n") == std::string_view::npos;
}

std::string inlineHtml(std::string_view text);

// The end of what `mark` opens at the beginning of `text`; npos: nothing.
std::size_t closing(std::string_view text, std::string_view mark) {
    const std::size_t end = text.find(mark, mark.size() + 1);
    return end == std::string_view::npos || text[mark.size()] == ' ' || text[end - 1] == ' '
               ? std::string_view::npos
               : end;
}

std::string inlineHtml(std::string_view text) {
    struct Mark {
        std::string_view mark;
        const char* tag;
    };
    constexpr Mark marks[] = {{"**", "strong"}, {"*", "em"}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (rest.front() == '`') {
            const std::size_t end = rest.find('`', 1);
            if (end != std::string_view::npos && end > 1) {
                out += "<code>" + escape(rest.substr(1, end - 1)) + "</code>";
                at += end + 1;
                continue;
            }
        }
        if (rest.front() == '[') {
            const std::size_t middle = rest.find("](");
            const std::size_t end = middle == std::string_view::npos ? middle : rest.find(')', middle);
            if (end != std::string_view::npos && isLink(rest.substr(middle + 2, end - middle - 2))) {
                out += "<a href=\"" + escape(rest.substr(middle + 2, end - middle - 2)) + "\">" +
                       escape(rest.substr(1, middle - 1)) + "</a>";
                at += end + 1;
                continue;
            }
        }
        bool marked = false;
        for (const Mark& each : marks) {
            if (!rest.starts_with(each.mark)) continue;
            const std::size_t end = rest.size() > each.mark.size() ? closing(rest, each.mark) : rest.npos;
            if (end == std::string_view::npos) continue;
            out += std::string("<") + each.tag + ">" +
                   inlineHtml(rest.substr(each.mark.size(), end - each.mark.size())) + "</" + each.tag + ">";
            at += end + each.mark.size();
            marked = true;
            break;
        }
        if (marked) continue;
        const std::size_t next = std::min(rest.find_first_of("`[*", 1), rest.size());
        out += escape(rest.substr(0, next));
        at += next;
    }
    return out;
}

std::string_view trimmed(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

// The text of a list's entry; empty: none.
std::string_view entryOf(std::string_view line, bool& numbered) {
    numbered = false;
    if (line.size() > 2 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ')
        return line.substr(2);
    const std::size_t digits = line.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos || digits > 4) return {};
    numbered = true;
    return line.size() > digits + 2 && line[digits] == '.' && line[digits + 1] == ' '
               ? line.substr(digits + 2)
               : std::string_view();
}

}  // namespace

std::string markdownHtml(const std::string& text) {
    std::string out;
    std::string paragraph;
    std::string open;  // "ul", "ol", "blockquote" or nothing
    const auto flush = [&] {
        if (!paragraph.empty()) out += "<p>" + inlineHtml(paragraph) + "</p>\n";
        paragraph.clear();
    };
    const auto change = [&](const std::string& wanted) {
        if (open == wanted) return;
        flush();
        if (!open.empty()) out += "</" + open + ">\n";
        if (!wanted.empty()) out += "<" + wanted + ">\n";
        open = wanted;
    };
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = trimmed(std::string_view(text).substr(at, end - at));
        at = end + 1;
        bool numbered = false;
        const std::string_view entry = entryOf(line, numbered);
        const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
        if (line.empty()) {
            change("");
            flush();
        } else if (!entry.empty()) {
            change(numbered ? "ol" : "ul");
            out += "<li>" + inlineHtml(entry) + "</li>\n";
        } else if (level > 0 && level <= 6 && level < line.size() && line[level] == ' ') {
            change("");
            flush();
            const std::string tag = "h" + std::to_string(std::min<std::size_t>(6, level + 3));
            out += "<" + tag + ">" + inlineHtml(trimmed(line.substr(level))) + "</" + tag + ">\n";
        } else if (line.front() == '>') {
            change("blockquote");
            const std::string_view quoted = trimmed(line.substr(1));
            if (!paragraph.empty()) paragraph += ' ';
            paragraph += quoted;
        } else {
            change("");
            if (!paragraph.empty()) paragraph += ' ';
            paragraph += line;
        }
    }
    flush();
    change("");
    return out;
}

}  // namespace selfsight::store
