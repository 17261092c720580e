#include "core/parallel.h"
#include "fixtures.h"
#include "map/fft.h"
#include "map/grid_repulsion.h"
#include "map/kernels.h"
#include "map/repulsion.h"
#include "map/repulsion_tensors.h"

#include <complex>
#include <doctest/doctest.h>
#include <numbers>
#include <torch/utils.h>

using namespace selfsight;
using namespace selfsight::map;

namespace {

// The definition, in float64.
double oracle(const Matrix& y, std::vector<float>& force) {
    double z = 0;
    force.assign(y.values.size(), 0.0f);
    for (std::int64_t i = 0; i < y.rows; ++i) {
        double fx = 0, fy = 0;
        for (std::int64_t j = 0; j < y.rows; ++j) {
            if (i == j) continue;
            const double dx = static_cast<double>(y.at(i, 0)) - y.at(j, 0),
                         dy = static_cast<double>(y.at(i, 1)) - y.at(j, 1);
            const double w = 1 / (1 + dx * dx + dy * dy);
            z += w;
            fx += w * w * dx;
            fy += w * w * dy;
        }
        force[2 * i] = static_cast<float>(fx);
        force[2 * i + 1] = static_cast<float>(fy);
    }
    return z;
}

Matrix scattered(std::int64_t n, double span) {
    Matrix y = test::blobs(n, 2, 12, 2);
    float widest = 0;
    for (const float v : y.values) widest = std::max(widest, std::abs(v));
    for (float& v : y.values) v *= static_cast<float>(span) / (2 * widest);
    return y;
}

}  // namespace

TEST_CASE("the strip transform is the discrete Fourier transform") {
    for (const std::int64_t n : {1, 2, 3, 4, 5, 12, 30, 96, 135}) {
        const Fft fft(n);
        RandomStream random(5);
        std::vector<float> data(static_cast<std::size_t>(2 * n * 16)), spare(data.size());
        for (float& v : data) v = static_cast<float>(random.normal());
        const std::vector<float> input = data;
        const auto out =
            fft.forward({data.data(), data.data() + n * 16}, {spare.data(), spare.data() + n * 16});
        for (const std::int64_t lane : {0, 7, 15})
            for (std::int64_t k = 0; k < n; ++k) {
                std::complex<double> sum = 0;
                for (std::int64_t t = 0; t < n; ++t)
                    sum += std::complex<double>(input[t * 16 + lane], input[(n + t) * 16 + lane]) *
                           std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k * t % n) /
                                               static_cast<double>(n));
                CHECK(out.re[k * 16 + lane] == doctest::Approx(sum.real()).epsilon(1e-4));
                CHECK(out.im[k * 16 + lane] == doctest::Approx(sum.imag()).epsilon(1e-4));
            }
    }
}

TEST_CASE("both repulsions are within a thousandth of the oracle, at every extent of the map") {
    for (const double span : {1e-3, 0.1, 3.0, 10.0, 40.0, 120.0}) {
        CAPTURE(span);
        const Matrix y = scattered(span < 100 ? 1500 : 6000, span);
        std::vector<float> expected, force(y.values.size());
        const double z = oracle(y, expected);
        CHECK(Repulsion(y.rows).exact(y.values.data(), force.data()) == doctest::Approx(z).epsilon(1e-5));
        CHECK(test::relativeDifference(force, expected) < 1e-4);
        GridRepulsion grid(y.rows);
        CHECK(grid.compute(y.values.data(), force.data(), {}) == doctest::Approx(z).epsilon(1e-3));
        CHECK(test::relativeDifference(force, expected) < 1e-3);
    }
}

TEST_CASE("so are both of the tensors'") {
    const torch::InferenceMode guard;
    for (const double span : {1e-3, 0.1, 3.0, 10.0, 40.0, 120.0}) {
        CAPTURE(span);
        const Matrix y = scattered(span < 100 ? 1500 : 6000, span);
        std::vector<float> expected, force(y.values.size());
        const double z = oracle(y, expected);
        const auto points = torch::from_blob(const_cast<float*>(y.values.data()), {y.rows, 2}, torch::kFloat);
        for (const std::int64_t exactUpTo : {y.rows, std::int64_t{0}}) {
            TensorRepulsion repulsion(exactUpTo);
            const auto result = repulsion.compute(points);
            CHECK(result.z.item<double>() == doctest::Approx(z).epsilon(1e-3));
            std::copy_n(result.force.contiguous().data_ptr<float>(), force.size(), force.begin());
            CHECK(test::relativeDifference(force, expected) < 1e-3);
        }
    }
}

TEST_CASE("every instruction set of this processor gives the same forces, nearly") {
    const Matrix y = scattered(203, 20);
    std::vector<float> x(208, 1e18f), v(208, 1e18f), expected;
    for (std::int64_t i = 0; i < y.rows; ++i) {
        x[i] = y.at(i, 0);
        v[i] = y.at(i, 1);
    }
    oracle(y, expected);
    std::vector<const Kernels*> tables{&portable::table};
    if (std::string(kernels().name) == "avx512") tables.insert(tables.end(), {&avx512::table, &avx2::table});
    if (std::string(kernels().name) == "avx2") tables.push_back(&avx2::table);
    for (const Kernels* table : tables) {
        std::vector<float> force(y.values.size());
        std::vector<double> z(203);
        table->repulsion(x.data(), v.data(), x.data(), v.data(), 208, 0, 203, force.data(), z.data());
        CHECK(test::relativeDifference(force, expected) < 1e-5);
    }
}

TEST_CASE("the grid's forces are the same on one thread and on three, and after other extents") {
    const Matrix y = scattered(3000, 50), tiny = scattered(3000, 0.01);
    std::vector<float> one(y.values.size()), three(y.values.size());
    setThreadCount(1);
    GridRepulsion fresh(y.rows), used(y.rows);
    const double z = fresh.compute(y.values.data(), one.data(), {});
    setThreadCount(3);
    used.compute(tiny.values.data(), three.data(), {});
    CHECK(used.compute(y.values.data(), three.data(), {}) == z);
    CHECK(one == three);
}
