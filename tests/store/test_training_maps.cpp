#include "core/error.h"
#include "store/training_maps.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fstream>

using namespace selfsight;
using namespace selfsight::store;

TEST_CASE("maps through training come back in order; what is missing is left out") {
    const test::TemporaryFolder folder;
    CHECK(readTrainingMaps(folder.path()).maps.empty());
    for (const std::int64_t step : {200, 100, 300}) {
        TrainingMap map{step, static_cast<double>(step) / 100, Matrix(4, 2)};
        map.points.at(1, 0) = static_cast<float>(step);
        appendTrainingMap(folder.path(), map, "tsne", {3, 5, 8, 9});
    }
    TrainingMap again{100, 1, Matrix(4, 2)};
    again.points.at(1, 0) = 7;
    appendTrainingMap(folder.path(), again, "tsne");
    const TrainingMaps read = readTrainingMaps(folder.path());
    CHECK(read.method == "tsne");
    CHECK(read.images == std::vector<std::int64_t>{3, 5, 8, 9});
    REQUIRE(read.maps.size() == 3);
    CHECK(read.maps[0].step == 100);
    CHECK(read.maps[0].points.at(1, 0) == 7);
    CHECK(read.maps[2].epoch == 3);

    std::filesystem::remove(folder.path() / "maps" / "training" / "200.npy");
    CHECK(readTrainingMaps(folder.path()).maps.size() == 2);
    appendTrainingMap(folder.path(), {400, 4, Matrix(5, 2)}, "tsne");
    CHECK(readTrainingMaps(folder.path()).maps.size() == 2);
    std::ofstream(folder.path() / "maps" / "training" / "index.json") << "{}";
    CHECK_THROWS_AS(readTrainingMaps(folder.path()), RuntimeError);
}
