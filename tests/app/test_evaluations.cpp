// The evaluation commands on plain files, and what bad input gets: a clear message or a correct result, never a
// wrong number.
#include "cli.h"
#include "core/random.h"
#include "io/npy.h"

#include <cmath>
#include <fstream>
#include <limits>

using namespace selfsight;
using namespace selfsight::test;

namespace {

struct Cloud {
    Matrix x;
    Labels y;
};

Cloud cloud(std::int64_t n, std::int64_t d, std::int64_t classes, std::uint64_t seed) {
    Cloud out{Matrix(n, d), {}};
    RandomStream random(seed, "evaluations");
    for (std::int64_t i = 0; i < n; ++i) {
        out.y.push_back(i % classes);
        for (std::int64_t j = 0; j < d; ++j)
            out.x.at(i, j) = static_cast<float>(random.normal() + (j % classes == i % classes ? 3 : 0));
    }
    return out;
}

void writeText(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
}

// float64 in Fortran order, as numpy.save writes np.asfortranarray(x.astype(float)).
void writeFortran(const std::filesystem::path& file, const Matrix& x) {
    std::string header = "{'descr': '<f8', 'fortran_order': True, 'shape': (" + std::to_string(x.rows) + ", " +
                         std::to_string(x.cols) + "), }";
    while ((10 + header.size() + 1) % 64) header += ' ';
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size() & 255);
    bytes += static_cast<char>(header.size() >> 8);
    bytes += header;
    for (std::int64_t j = 0; j < x.cols; ++j)
        for (std::int64_t i = 0; i < x.rows; ++i) {
            const double value = x.at(i, j);
            bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
    writeText(file, bytes);
}

}  // namespace

TEST_CASE("evaluations of plain files") {
    TemporaryFolder folder;
    const Cloud train = cloud(400, 12, 4, 1), test = cloud(200, 12, 4, 2);
    const std::string e = folder / "E.npy", y = folder / "Y.npy", f = folder / "F.npy", z = folder / "Z.npy";
    io::writeNpy(e, train.x);
    io::writeLabels(y, train.y);
    io::writeNpy(f, test.x);
    io::writeLabels(z, test.y);

    const auto efficiency =
        oneObject(cli({"efficiency", "--train", e, "--train-labels", y, "--test", f, "--test-labels", z,
                       "--per-class", "1,10,all", "--draws", "3", "--json"}))
            .at("label_efficiency");
    REQUIRE(efficiency.size() == 3);
    CHECK(efficiency[0].at("accuracies").size() == 3);
    CHECK(efficiency[0].at("mean") < efficiency[2].at("mean"));
    CHECK(efficiency[2].at("per_class") == "all");
    CHECK(efficiency[2].at("interval").at(0).is_null());

    Matrix copied = test.x;
    std::copy_n(train.x.row(33).begin(), 12, copied.row(7).begin());
    io::writeNpy(folder / "copied.npy", copied);
    const auto duplicates = oneObject(cli({"duplicates", "--train", e, "--test", folder / "copied.npy",
                                           "--threshold", "0.9999", "--json"}))
                                .at("duplicates");
    REQUIRE(duplicates.size() == 1);
    CHECK(duplicates[0].at("test") == 7);
    CHECK(duplicates[0].at("train") == 33);
    CHECK(oneObject(cli({"duplicates", "--data", "demo:train=60,test=20", "--json"})).at("n_test") == 20);

    Labels changed = train.y;
    changed[50] = (changed[50] + 1) % 4;
    io::writeLabels(folder / "changed.npy", changed);
    const auto suspects =
        oneObject(cli({"mislabels", e, "--labels", folder / "changed.npy", "--most", "1", "--json"}))
            .at("mislabels");
    REQUIRE(suspects.size() == 1);
    CHECK(suspects[0].at("index") == 50);
    CHECK(suspects[0].at("predicted") == train.y[50]);

    const auto quality = oneObject(cli({"quality", e, "--json"}));
    CHECK(quality.at("singular_values").size() == 12);
    CHECK(quality.at("collapsed") == false);
    CHECK(oneObject(cli({"agree", e, e, "-o", folder / "overlap.npy", "--json"})).at("cka").get<double>() ==
          doctest::Approx(1));
    CHECK(io::readNpy(folder / "overlap.npy").shape == std::vector<std::int64_t>{400});

    // The second has ten more right: exact binomial p = 2·2⁻¹⁰.
    Labels first = test.y, second = test.y;
    for (std::size_t i = 0; i < 10; ++i) first[4 * i] = 1;
    io::writeLabels(folder / "p.npy", first);
    io::writeLabels(folder / "q.npy", second);
    const auto tests = oneObject(
        cli({"tests", folder / "p.npy", folder / "q.npy", "--truth", z, "--json"}));
    CHECK(tests.at("tests").at(0).at("p").get<double>() == doctest::Approx(2 * std::pow(0.5, 10)));
    CHECK(tests.at("combinations").at("counts") == nlohmann::json({0, 0, 10, 190}));
    const auto changes =
        oneObject(cli({"classes", folder / "p.npy", folder / "q.npy", "--truth", z, "--json"})).at("changes");
    CHECK(changes.at(0).at("group") == 0);
    CHECK(changes.at(0).at("gain") == doctest::Approx(0.2));
    CHECK(changes.at(0).at("clear") == true);
    CHECK(changes.at(3).at("clear") == false);
    const auto classes = oneObject(cli({"classes", folder / "p.npy", "--truth", z, "--json"}));
    CHECK(classes.at("class").size() == 4);
    CHECK(classes.at("confusion").at("counts").size() == 16);

    checkFailure({"classes", "RUN", "--workspace", folder / "w", "--protocol", "notebook"}, 2, "usage",
                 {"notebook-folds"});
    checkFailure({"tests", folder / "p.npy", "--truth", z}, 2, "usage", {"two"});
    checkFailure({"tests", folder / "p.npy", folder / "q.npy"}, 2, "usage", {"--truth"});
    checkFailure({"efficiency", "--train", e, "--test", f}, 2, "usage", {"-labels"});
    checkFailure({"efficiency", "--train", e, "--train-labels", y, "--test", f, "--test-labels", z,
                  "--per-class", "0"},
                 2, "usage", {"--per-class"});
    checkFailure({"duplicates", "--train", e, "--test", f, "--threshold", "2"}, 2, "usage", {"--threshold"});
    checkFailure({"mislabels", e}, 2, "usage", {"--labels"});
}

TEST_CASE("bad embeddings and labels get a message or a correct result") {
    TemporaryFolder folder;
    const Cloud good = cloud(240, 6, 3, 4);
    const std::string e = folder / "E.npy", y = folder / "Y.npy";
    io::writeNpy(e, good.x);
    io::writeLabels(y, good.y);
    const auto probe = [&](const std::string& x, const std::string& labels) {
        return cli({"probe", x, "--labels", labels, "--protocol", "notebook", "--json"});
    };
    const double accuracy = oneObject(probe(e, y)).at("accuracy");
    CHECK(accuracy > 0.9);

    SUBCASE("NaN and infinity") {
        for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            Matrix broken = good.x;
            broken.at(17, 3) = bad;
            const std::string b = folder / "B.npy";
            io::writeNpy(b, broken);
            checkFailure({"probe", b, "--labels", y}, 3, "input", {"finite"});
            checkFailure({"probe", "--train", b, "--train-labels", y, "--test", e, "--test-labels", y,
                          "--protocol", "standard"},
                         3, "input", {"finite"});
            checkFailure({"knn", "--train", b, "--train-labels", y, "--test", e, "--test-labels", y}, 3, "input",
                         {"finite"});
            checkFailure({"efficiency", "--train", b, "--train-labels", y, "--test", e, "--test-labels", y}, 3,
                         "input", {"finite"});
            checkFailure({"mislabels", b, "--labels", y}, 3, "input", {"finite"});
            checkFailure({"quality", b}, 3, "input", {"finite"});
            checkFailure({"agree", b, e}, 3, "input", {"finite"});
            checkFailure({"purity", b, "--labels", y}, 3, "input", {"finite"});
            checkFailure({"duplicates", "--train", b, "--test", e}, 3, "input", {"finite"});
            // What is held out counts as much as what is fitted.
            checkFailure({"probe", "--train", e, "--train-labels", y, "--test", b, "--test-labels", y,
                          "--protocol", "standard"},
                         3, "input", {"finite"});
        }
    }
    SUBCASE("a class with one sample") {
        Labels rare = good.y;
        rare[0] = 3;
        io::writeLabels(folder / "rare.npy", rare);
        const auto result = oneObject(probe(e, folder / "rare.npy"));
        CHECK(result.at("accuracy").get<double>() > 0.9);
        CHECK(oneObject(cli({"probe", "--train", e, "--train-labels", folder / "rare.npy", "--test", e,
                             "--test-labels", y, "--protocol", "standard", "--json"}))
                  .at("accuracy")
                  .get<double>() > 0.9);
        CHECK(oneObject(cli({"mislabels", e, "--labels", folder / "rare.npy", "--json"})).at("n_test") == 240);
        CHECK(oneObject(cli({"efficiency", "--train", e, "--train-labels", folder / "rare.npy", "--test", e,
                             "--test-labels", y, "--per-class", "5", "--json"}))
                  .at("label_efficiency")
                  .at(0)
                  .at("n_fit") == 16);
    }
    SUBCASE("one class only") {
        io::writeLabels(folder / "one.npy", Labels(240, 2));
        checkFailure({"probe", e, "--labels", folder / "one.npy"}, 3, "input", {"two classes"});
        checkFailure({"mislabels", e, "--labels", folder / "one.npy"}, 3, "input", {"two classes"});
        checkFailure({"efficiency", "--train", e, "--train-labels", folder / "one.npy", "--test", e,
                      "--test-labels", y},
                     3, "input", {"two classes"});
        // Every neighbour has the same label: that is what they say.
        CHECK(oneObject(cli({"purity", e, "--labels", folder / "one.npy", "--json"}))
                  .at("columns")
                  .at(0)
                  .at("chance") == 1.0);
    }
    SUBCASE("lengths that differ") {
        io::writeLabels(folder / "short.npy", Labels(good.y.begin(), good.y.end() - 1));
        checkFailure({"probe", e, "--labels", folder / "short.npy"}, 3, "input", {"short.npy", "240", "239"});
        checkFailure({"mislabels", e, "--labels", folder / "short.npy"}, 3, "input", {"short.npy", "240"});
        checkFailure({"purity", e, "--labels", folder / "short.npy"}, 3, "input", {"short.npy", "240"});
        checkFailure({"tests", folder / "short.npy", folder / "short.npy", "--truth", y}, 3, "input",
                     {"short.npy", "240"});
        io::writeNpy(folder / "narrow.npy", Matrix(240, 5));
        checkFailure({"probe", "--train", e, "--train-labels", y, "--test", folder / "narrow.npy",
                      "--test-labels", y, "--protocol", "standard"},
                     3, "input", {"narrow.npy", "6", "5"});
        checkFailure({"duplicates", "--train", e, "--test", folder / "narrow.npy"}, 3, "input",
                     {"narrow.npy", "6"});
    }
    SUBCASE("zero variance") {
        Matrix constant = good.x;
        for (std::int64_t i = 0; i < constant.rows; ++i) constant.at(i, 5) = 1e6f;
        io::writeNpy(folder / "constant.npy", constant);
        // A constant column carries nothing and takes nothing away.
        CHECK(oneObject(probe(folder / "constant.npy", y)).at("accuracy").get<double>() > 0.85);
        CHECK(oneObject(cli({"probe", "--train", folder / "constant.npy", "--train-labels", y, "--test",
                             folder / "constant.npy", "--test-labels", y, "--protocol", "standard", "--json"}))
                  .at("accuracy")
                  .get<double>() > 0.85);
        // All rows the same: nothing can be told, and it is said.
        Matrix same(240, 6);
        std::fill(same.values.begin(), same.values.end(), 1.f);
        io::writeNpy(folder / "same.npy", same);
        CHECK(oneObject(probe(folder / "same.npy", y)).at("accuracy").get<double>() < 0.5);
        CHECK(oneObject(cli({"quality", folder / "same.npy", "--json"})).at("collapsed") == true);
        CHECK(oneObject(cli({"agree", e, folder / "same.npy", "--json"})).at("cka").is_null());
    }
    SUBCASE("float64 in Fortran order means the same numbers") {
        writeFortran(folder / "fortran.npy", good.x);
        CHECK(oneObject(probe(folder / "fortran.npy", y)).at("accuracy") == accuracy);
    }
    SUBCASE("empty files and empty arrays") {
        writeText(folder / "nothing.npy", "");
        checkFailure({"probe", folder / "nothing.npy", "--labels", y}, 3, "input", {"nothing.npy"});
        checkFailure({"quality", folder / "nothing.npy"}, 3, "input", {"nothing.npy"});
        io::writeNpy(folder / "norows.npy", Matrix(0, 6));
        io::writeLabels(folder / "nolabels.npy", {});
        checkFailure({"probe", folder / "norows.npy", "--labels", folder / "nolabels.npy"}, 3, "input", {"4"});
        checkFailure({"quality", folder / "norows.npy"}, 3, "input", {"two images"});
        checkFailure({"mislabels", folder / "norows.npy", "--labels", folder / "nolabels.npy"}, 3, "input", {"8"});
        checkFailure({"tests", folder / "nolabels.npy", folder / "nolabels.npy", "--truth",
                      folder / "nolabels.npy"},
                     3, "input", {"nolabels.npy"});
    }
}
