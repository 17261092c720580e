// The way into the bin and back.
#include "core/error.h"
#include "store/bin.h"
#include "store/workspace.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <filesystem>

using namespace selfsight;
using namespace selfsight::store;

namespace {

RunRecord named(const std::string& name) {
    RunRecord record;
    record.method = "byol";
    record.name = name;
    return record;
}

}  // namespace

TEST_CASE("a run comes back out of the bin as it went") {
    const test::TemporaryFolder folder;
    Workspace workspace(folder.path());
    const std::string id = workspace.createRun(named("kept")).record().id;
    const std::string other = workspace.createRun(named("other")).record().id;
    CHECK(binnedRuns(folder.path()).empty());
    workspace.binRun(id);
    REQUIRE(binnedRuns(folder.path()).size() == 1);
    CHECK(binnedRuns(folder.path())[0].record.name == "kept");
    CHECK(workspace.runs().size() == 1);
    CHECK(restoreRun(folder.path(), binnedRuns(folder.path())[0].folder) == id);
    CHECK(binnedRuns(folder.path()).empty());
    CHECK(workspace.run(id).record().name == "kept");
    CHECK(workspace.run(other).record().name == "other");
}

TEST_CASE("nothing is overwritten, and nothing leaves that is not in the bin") {
    const test::TemporaryFolder folder;
    Workspace workspace(folder.path());
    const std::string id = workspace.createRun(named("first")).record().id;
    workspace.binRun(id);
    // Another run of the same id: copied back by hand, say.
    std::filesystem::copy(folder.path() / "bin" / id, folder.path() / "runs" / id,
                          std::filesystem::copy_options::recursive);
    CHECK_THROWS_AS(restoreRun(folder.path(), id), RuntimeError);
    workspace.binRun(id);
    const auto both = binnedRuns(folder.path());
    REQUIRE(both.size() == 2);
    CHECK(both[0].folder != both[1].folder);
    CHECK(restoreRun(folder.path(), both[1].folder) == id);
    for (const char* wrong : {"", "none", "..", "../runs", "."})
        CHECK_THROWS_AS(restoreRun(folder.path(), wrong), RuntimeError);
    CHECK(workspace.runs().size() == 1);
}
