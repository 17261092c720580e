#include "io/atomic_file.h"
#include "io/crc32c.h"
#include "io/image.h"
#include "io/sha256.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::io;

TEST_CASE("SHA-256 of FIPS 180-4's examples") {
    CHECK(sha256Hex({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256Hex(asBytes("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256Hex(asBytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256Hex(Bytes(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the message is cut, and equals Python's") {
    const test::TemporaryFolder folder;
    Bytes message(3000);
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::uint8_t>(i * 31 >> 3);
    const std::string whole = sha256Hex(message);
    for (const std::size_t piece : {1, 7, 55, 56, 63, 64, 65, 1000}) {
        Sha256 hash;
        for (std::size_t at = 0; at < message.size(); at += piece)
            hash.update(ByteView(message).subspan(at, std::min(piece, message.size() - at)));
        CHECK(toHex(hash.finish()) == whole);
    }
    writeFileAtomic(folder / "m", message);
    CHECK(sha256File(folder / "m") == whole);
    CHECK(
        test::requirePython(
            "import sys, hashlib; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest(), end='')",
            {(folder / "m").string()}) == whole);
}

TEST_CASE("CRC-32C of RFC 3720's examples") {
    CHECK(crc32c(Bytes(32, 0)) == 0x8a9136aa);
    CHECK(crc32c(Bytes(32, 0xff)) == 0x62a8ab43);
    CHECK(crc32c(asBytes("123456789")) == 0xe3069283);
}

TEST_CASE("base64 of RFC 4648's examples") {
    CHECK(base64({}) == "");
    CHECK(base64(asBytes("f")) == "Zg==");
    CHECK(base64(asBytes("fo")) == "Zm8=");
    CHECK(base64(asBytes("foobar")) == "Zm9vYmFy");
    CHECK(base64(Bytes{0xff, 0xfe, 0xfd}) == "//79");
}
