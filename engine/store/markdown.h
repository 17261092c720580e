// The part of Markdown that notes use, as HTML: paragraphs, headings, lists, quotes, **bold**, *italic*,
// `code` and links to http(s). Everything else is text. Torch-free.
#pragma once

#include <string>

namespace selfsight::store {

// Safe to put into a page: all of `text` is escaped, and no other element or attribute than those above is
// ever written. Headings start at <h4>.
std::string markdownHtml(const std::string& text);

}  // namespace selfsight::store
