#include "eval/statistics.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace selfsight::eval {

namespace {

// Order of the p-values from small to large; equal ones keep their order.
std::vector<std::size_t> ascending(std::span<const double> pValues) {
    for (const double p : pValues) {
        if (!(p >= 0 && p <= 1)) throw LogicError("a p-value must lie in [0, 1]");
    }
    std::vector<std::size_t> order(pValues.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    return order;
}

// Continued fraction of the regularised incomplete beta function (Lentz's method; Abramowitz &
// Stegun 26.5.8).
double betaFraction(double a, double b, double x) {
    constexpr double tiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    double result = d;
    for (int m = 1; m < 500; ++m) {
        for (const double term : {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                                  -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))}) {
            d = 1 + term * d;
            d = 1 / (std::abs(d) < tiny ? tiny : d);
            c = 1 + term / c;
            if (std::abs(c) < tiny) c = tiny;
            result *= c * d;
        }
        if (std::abs(c * d - 1) < 1e-15) break;
    }
    return result;
}

double incompleteBeta(double a, double b, double x) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const double front =
        std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * betaFraction(a, b, x) / a
                                     : 1 - front * betaFraction(b, a, 1 - x) / b;
}

}  // namespace

double studentQuantile(double probability, double freedom) {
    if (!(probability >= 0.5 && probability < 1) || !(freedom > 0)) {
        throw LogicError("studentQuantile: needs a probability in [0.5, 1) and positive degrees of freedom");
    }
    const auto cdf = [freedom](double t) {
        return 1 - 0.5 * incompleteBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
    };
    double low = 0;
    double high = 1;
    while (cdf(high) < probability) high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-14 * high; ++i) {
        const double middle = 0.5 * (low + high);
        (cdf(middle) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

McNemar mcNemar(std::int64_t onlyFirst, std::int64_t onlySecond) {
    if (onlyFirst < 0 || onlySecond < 0) throw LogicError("mcNemar: counts must not be negative");
    McNemar result{onlyFirst, onlySecond, 1};
    const std::int64_t discordant = onlyFirst + onlySecond;
    const auto n = static_cast<double>(discordant);
    double tail = 0;
    for (std::int64_t k = 0; k <= std::min(onlyFirst, onlySecond); ++k) {
        const auto x = static_cast<double>(k);
        tail +=
            std::exp(std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1) - n * std::log(2.0));
    }
    if (discordant > 0) result.pValue = std::min(1.0, 2 * tail);
    return result;
}

McNemar mcNemar(const Labels& truth, const Labels& first, const Labels& second) {
    if (truth.size() != first.size() || truth.size() != second.size()) {
        throw LogicError("mcNemar: both classifiers must have predicted the same images");
    }
    std::int64_t onlyFirst = 0;
    std::int64_t onlySecond = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        onlyFirst += first[i] == truth[i] && second[i] != truth[i];
        onlySecond += first[i] != truth[i] && second[i] == truth[i];
    }
    return mcNemar(onlyFirst, onlySecond);
}

std::vector<double> holm(std::span<const double> pValues) {
    const auto order = ascending(pValues);
    std::vector<double> adjusted(pValues.size());
    double running = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        running = std::max(running, std::min(1.0, static_cast<double>(order.size() - i) * pValues[order[i]]));
        adjusted[order[i]] = running;
    }
    return adjusted;
}

std::vector<double> benjaminiHochberg(std::span<const double> pValues) {
    const auto order = ascending(pValues);
    std::vector<double> adjusted(pValues.size());
    double running = 1;
    for (std::size_t i = order.size(); i-- > 0;) {
        running = std::min(
            running, static_cast<double>(order.size()) / static_cast<double>(i + 1) * pValues[order[i]]);
        adjusted[order[i]] = running;
    }
    return adjusted;
}

MeanInterval meanInterval(std::span<const double> values) {
    if (values.empty()) throw LogicError("meanInterval: needs at least one value");
    const auto n = static_cast<double>(values.size());
    MeanInterval result;
    result.count = static_cast<std::int64_t>(values.size());
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    if (values.size() == 1) {
        result.low = -std::numeric_limits<double>::infinity();
        result.high = std::numeric_limits<double>::infinity();
        return result;
    }
    double squares = 0;
    for (const double v : values) squares += (v - result.mean) * (v - result.mean);
    const double half = studentQuantile(0.975, n - 1) * std::sqrt(squares / (n - 1) / n);
    result.low = result.mean - half;
    result.high = result.mean + half;
    return result;
}

}  // namespace selfsight::eval
