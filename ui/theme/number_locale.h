// How the window writes numbers.
#pragma once

#include <QLocale>

namespace selfsight::ui {

// The user's locale where its decimals have a point, as they have in files, options, figures and papers.
// Where they have a comma, one that groups digits with an apostrophe ("10’000"), so that no mark has two
// meanings. Dates stay the user's own.
inline QLocale numberLocale(const QLocale& users) {
    return users.decimalPoint() == QLatin1String(".") ? users
                                                      : QLocale(QLocale::German, QLocale::Switzerland);
}

}  // namespace selfsight::ui
