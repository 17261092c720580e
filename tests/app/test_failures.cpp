// Bad input gets the right exit code and a message that names what was wrong; nothing crashes, nothing is
// lost.
#include "cli.h"

#include <filesystem>
#include <fstream>
#include <sys/mount.h>
#include <unistd.h>

using namespace selfsight::test;

namespace {

void writeFile(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

// A CIFAR-100 folder of the right sizes, sparse: every label 0 and every pixel black.
void makeCifarFolder(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    std::string fine;
    for (int i = 0; i < 100; ++i) fine += "fine" + std::to_string(i) + "\n";
    std::string coarse;
    for (int i = 0; i < 20; ++i) coarse += "coarse" + std::to_string(i) + "\n";
    writeFile(folder / "fine_label_names.txt", fine);
    writeFile(folder / "coarse_label_names.txt", coarse);
    for (const auto& [name, images] : {std::pair{"train.bin", 50000}, std::pair{"test.bin", 10000}}) {
        writeFile(folder / name, "");
        std::filesystem::resize_file(folder / name, static_cast<std::uintmax_t>(images) * 3074);
    }
}

}  // namespace

TEST_CASE("wrong usage is refused with exit code 2") {
    TemporaryFolder folder;
    const std::string workspace = folder / "w";
    checkFailure({"frobnicate"}, 2, "usage", {"frobnicate"});
    checkFailure({"compare", "--workspace", workspace, "--frobnicate"}, 2, "usage", {"frobnicate"});
    checkFailure({"compare", "--data", "demo"}, 2, "usage", {"--workspace"});
    checkFailure({"compare", "--workspace", workspace, "--budget", "0"}, 2, "usage", {"12ep"});
    checkFailure({"compare", "--workspace", workspace, "--budget", "0ep"}, 2, "usage", {"0ep"});
    checkFailure({"compare", "--workspace", workspace, "--methods", "supervised,magic"}, 2, "usage",
                 {"magic", "byol"});
    checkFailure({"compare", "--workspace", workspace, "--recipe", "magic"}, 2, "usage", {"magic"});
    checkFailure({"compare", "--workspace", workspace, "--set", "method.emma=1"}, 2, "usage",
                 {"method.emma", "method.ema"});
    checkFailure({"compare", "--workspace", workspace, "--set", "method.ema"}, 2, "usage", {"key=value"});
    checkFailure({"compare", "--workspace", workspace, "--width", "0"}, 2, "usage", {"encoder.width"});
    checkFailure({"compare", "--workspace", workspace, "--protocol", "magic"}, 2, "usage",
                 {"magic", "notebook"});
    checkFailure({"compare", "--workspace", workspace, "--threads", "-1"}, 2, "usage", {"--threads"});
    checkFailure({"train", "magic", "--workspace", workspace}, 2, "usage", {"magic"});
    CHECK_FALSE(std::filesystem::exists(workspace));  // nothing was begun
}

TEST_CASE("bad data is refused with exit code 3 and the file's name") {
    TemporaryFolder folder;
    const std::string workspace = folder / "w";
    const auto compare = [&](const std::string& data, const std::vector<std::string>& words) {
        checkFailure({"compare", "--data", data, "--workspace", workspace}, 3, "input", words);
    };
    SUBCASE("nothing there") {
        compare(folder / "absent.tar.gz", {"absent.tar.gz"});
    }
    SUBCASE("an archive that is none") {
        writeFile(folder / "cifar-100-binary.tar.gz", "this is no archive");
        compare(folder / "cifar-100-binary.tar.gz", {"cifar-100-binary.tar.gz"});
    }
    SUBCASE("a truncated archive") {
        // The beginning of a gzip stream of stored blocks, cut off.
        writeFile(folder / "cut.tar.gz",
                  std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01\x00\x10", 13) + "cifar");
        compare(folder / "cut.tar.gz", {"cut.tar.gz"});
    }
    SUBCASE("a folder without the files") {
        std::filesystem::create_directories(folder / "empty");
        compare(folder / "empty", {"empty"});
    }
    SUBCASE("a folder that lacks one file") {
        makeCifarFolder(folder / "c");
        std::filesystem::remove(folder / "c" / "train.bin");
        compare(folder / "c", {"train.bin", "missing"});
    }
    SUBCASE("a file of the wrong size") {
        makeCifarFolder(folder / "c");
        std::filesystem::resize_file(folder / "c" / "test.bin", 3074 * 9999 + 17);
        compare(folder / "c", {"test.bin", "30"});
    }
    SUBCASE("a label out of range") {
        makeCifarFolder(folder / "c");
        std::fstream file(folder / "c" / "test.bin", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(3074 * 5 + 1);
        file.put(static_cast<char>(100));
        file.close();
        checkFailure({"data", "info", folder / "c", "--check"}, 3, "input", {"test.bin", "100"});
    }
    SUBCASE("arrays that do not fit") {
        writeFile(folder / "e.npy", "\x93NUMPY but no more");
        checkFailure({"probe", folder / "e.npy", "--labels", folder / "e.npy"}, 3, "input", {"e.npy"});
        checkFailure({"project", folder / "absent.npy"}, 3, "input", {"absent.npy"});
    }
}

TEST_CASE("a workspace of a newer version is refused and left alone") {
    TemporaryFolder folder;
    REQUIRE(cli({"train", "random", "--data", "demo:train=400,test=60", "--workspace", folder / "w",
                 "--width", "0.07", "-q"})
                .exitCode == 0);
    const auto file = folder / "w" / "workspace.json";
    std::ifstream in(file);
    nlohmann::json document = nlohmann::json::parse(in);
    in.close();
    document["format"]["major"] = 999;
    const std::string newer = document.dump();
    writeFile(file, newer);
    checkFailure({"runs", "--workspace", folder / "w"}, 3, "input", {"workspace.json"});
    checkFailure({"compare", "--workspace", folder / "w"}, 3, "input", {"workspace.json"});
    std::ifstream again(file);
    CHECK(std::string(std::istreambuf_iterator<char>(again), {}) == newer);
}

TEST_CASE("what the machine lacks is exit code 4") {
    TemporaryFolder folder;
    SUBCASE("a workspace that cannot be made") {
        writeFile(folder / "file", "");
        checkFailure({"compare", "--workspace", folder / "file" / "w"}, 4, "environment", {"file"});
    }
    SUBCASE("a workspace that cannot be written") {
        const std::string workspace =
            geteuid() == 0 ? "/proc/selfsight-test" : (folder / "readonly").string();
        if (geteuid() != 0) {
            std::filesystem::create_directories(workspace);
            std::filesystem::permissions(
                workspace, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
        }
        checkFailure({"compare", "--workspace", workspace}, 4, "environment", {workspace});
    }
    SUBCASE("a device that is not there") {
        checkFailure({"compare", "--workspace", folder / "w", "--device", "cuda:63"}, 4, "environment",
                     {"cuda"});
        CHECK_FALSE(std::filesystem::exists(folder / "w"));
    }
    SUBCASE("Qt, where the window's program was not built") {
        // As in a build without Qt: no program "selfsight" beside the command line.
        const std::filesystem::path alone = folder / "selfsight-cli";
        std::filesystem::copy_file(SELFSIGHT_CLI, alone);
        const ProcessResult result =
            runProcess({alone.string(), "render", "map", "--workspace", folder / "w", "-o", folder / "map.png"});
        CHECK(result.exitCode == 4);
        CHECK(result.out.empty());
        for (const char* word : {"render draws with Qt", "selfsight-cli report", "export --format csv"}) {
            CAPTURE(word);
            CHECK(result.err.find(word) != std::string::npos);
        }
        CHECK_FALSE(std::filesystem::exists(folder / "map.png"));
    }
    SUBCASE("a full disk") {
        const std::string disk = folder / "disk";
        std::filesystem::create_directories(disk);
        if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=200k") != 0) {
            MESSAGE("not allowed to mount a small disk; skipped");
            return;
        }
        const ProcessResult result =
            cli({"compare", "--data", "demo:train=400,test=200", "--workspace", disk + "/w", "--budget",
                 "1ep", "--width", "0.25", "--methods", "supervised", "--json"});
        CAPTURE(result.err);
        CHECK(result.exitCode == 4);
        CHECK(oneObject(result).at("error").at("message").get<std::string>().find("space") !=
              std::string::npos);
        // What is there can be read, and with room the same request goes on.
        CHECK(mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=200m") == 0);
        CHECK(cli({"runs", "--workspace", disk + "/w"}).exitCode == 0);
        CHECK(cli({"compare", "--data", "demo:train=400,test=200", "--workspace", disk + "/w", "--budget",
                   "1ep", "--width", "0.25", "--methods", "supervised", "-q"})
                  .exitCode == 0);
        umount(disk.c_str());
    }
}
