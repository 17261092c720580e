#include "core/parallel.h"
#include "core/random.h"
#include "neighbours/brief_product.h"
#include "neighbours/product.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::neighbours;

namespace {

Matrix randomMatrix(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
    Matrix m(rows, cols);
    RandomStream random(seed, "test product");
    for (float& v : m.values) v = static_cast<float>(random.normal());
    return m;
}

// The error that float32 sums of this depth may have, from the sum of absolute products.
void checkDot(double found, const std::vector<double>& products) {
    double sum = 0, size = 0;
    for (const double p : products) {
        sum += p;
        size += std::abs(p);
    }
    CHECK(std::abs(found - sum) <= 1e-7 * static_cast<double>(products.size() + 2) * size + 1e-30);
}

}  // namespace

TEST_CASE("products equal sums in float64 for every shape of edge") {
    for (const auto& [rows, depth, cols] :
         {std::tuple{1, 1, 1}, {13, 7, 33}, {12, 64, 32}, {25, 1300, 31}, {100, 2600, 70}, {5, 3, 129}}) {
        CAPTURE(rows);
        CAPTURE(depth);
        CAPTURE(cols);
        const Matrix a = randomMatrix(rows, depth, 1), b = randomMatrix(depth, cols, 2);
        Matrix bt(cols, depth);
        for (int k = 0; k < depth; ++k) {
            for (int j = 0; j < cols; ++j) bt.at(j, k) = b.at(k, j);
        }
        Matrix byColumns(rows, cols), byRows(rows, cols);
        multiply(a, PackedMatrix::fromColumns(b), byColumns.values.data(), cols);
        multiply(a, PackedMatrix::fromRows(bt), byRows.values.data(), cols);
        CHECK(byColumns.values == byRows.values);
        std::vector<double> products(static_cast<std::size_t>(depth));
        for (int i = 0; i < rows; ++i) {
            for (int j = 0; j < cols; ++j) {
                for (int k = 0; k < depth; ++k)
                    products[static_cast<std::size_t>(k)] = static_cast<double>(a.at(i, k)) * b.at(k, j);
                checkDot(byColumns.at(i, j), products);
            }
        }
    }
}

TEST_CASE("the Gram matrix is symmetric and right") {
    for (const int d : {1, 31, 32, 33, 70}) {
        const Matrix x = randomMatrix(57, d, 3);
        const Matrix g = gram(x);
        REQUIRE(g.rows == d);
        std::vector<double> products(57);
        for (int i = 0; i < d; ++i) {
            for (int j = 0; j < d; ++j) {
                CHECK(g.at(i, j) == g.at(j, i));
                for (int k = 0; k < 57; ++k)
                    products[static_cast<std::size_t>(k)] = static_cast<double>(x.at(k, i)) * x.at(k, j);
                checkDot(g.at(i, j), products);
            }
        }
    }
}

TEST_CASE("products do not depend on the number of threads") {
    const Matrix a = randomMatrix(37, 300, 4), b = randomMatrix(300, 500, 5);
    const PackedMatrix packed = PackedMatrix::fromColumns(b);
    Matrix one(37, 500), three(37, 500);
    const int before = threadCount();
    setThreadCount(1);
    multiply(a, packed, one.values.data(), 500);
    const Matrix gramOne = gram(b);
    setThreadCount(3);
    multiply(a, packed, three.values.data(), 500);
    const Matrix gramThree = gram(b);
    setThreadCount(before);
    CHECK(one.values == three.values);
    CHECK(gramOne.values == gramThree.values);
}

TEST_CASE("bfloat16 products are the products of the rounded factors, for every shape of edge") {
    if (!hasBriefProducts()) {
        MESSAGE("this processor has none");
        return;
    }
    for (const auto& [rows, depth, cols] :
         {std::tuple{1, 1, 1}, {13, 7, 33}, {12, 64, 32}, {25, 1301, 31}, {100, 5200, 70}, {5, 3, 129}}) {
        CAPTURE(depth);
        Matrix a = randomMatrix(rows, depth, 1), b = randomMatrix(depth, cols, 2);
        Matrix bt(cols, depth);
        for (int k = 0; k < depth; ++k) {
            for (int j = 0; j < cols; ++j) bt.at(j, k) = b.at(k, j);
        }
        Matrix byColumns(rows, cols), byRows(rows, cols), serial(rows, cols);
        multiply(a, BriefMatrix::fromColumns(b), byColumns.values.data(), cols);
        multiply(a, BriefMatrix::fromRows(bt), byRows.values.data(), cols);
        CHECK(byColumns.values == byRows.values);
        const int threads = threadCount();
        setThreadCount(1);
        multiply(a, BriefMatrix::fromColumns(b), serial.values.data(), cols);
        setThreadCount(threads);
        CHECK(byColumns.values == serial.values);
        roundToBrief(a.values.data(), static_cast<std::int64_t>(a.values.size()));
        roundToBrief(b.values.data(), static_cast<std::int64_t>(b.values.size()));
        std::vector<double> products(static_cast<std::size_t>(depth));
        for (int i = 0; i < rows; ++i) {
            for (int j = 0; j < cols; ++j) {
                for (int k = 0; k < depth; ++k)
                    products[static_cast<std::size_t>(k)] = static_cast<double>(a.at(i, k)) * b.at(k, j);
                checkDot(byColumns.at(i, j), products);
            }
        }
    }
}
