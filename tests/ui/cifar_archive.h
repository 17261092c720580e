// A whole CIFAR-100 archive of made-up images: the layout and the number of records of the real one.
#pragma once

#include "data/cifar_format.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>
#include <zlib.h>

namespace selfsight::test {

// Class c is a shade and a stripe of its own; image i of it is moved by i. Compresses to a few megabytes.
inline void writeCifar100(const std::string& path) {
    const data::CifarFormat& format = data::cifar100Format();
    const gzFile archive = gzopen(path.c_str(), "wb1");
    if (archive == nullptr) throw std::runtime_error(path);
    const auto write = [archive](const void* bytes, std::size_t count) {
        if (gzwrite(archive, bytes, static_cast<unsigned>(count)) != static_cast<int>(count))
            throw std::runtime_error("gzwrite");
    };
    const auto header = [&](const std::string& name, std::uint64_t size) {
        std::string block(512, '\0');
        const std::string whole = format.folder + "/" + name;
        std::copy(whole.begin(), whole.end(), block.begin());
        std::snprintf(&block[100], 8, "%07o", 0644);
        std::snprintf(&block[124], 12, "%011llo", static_cast<unsigned long long>(size));
        std::snprintf(&block[136], 12, "%011o", 0);
        block[156] = '0';
        std::copy_n("ustar\00000", 8, &block[257]);
        std::fill_n(&block[148], 8, ' ');
        unsigned sum = 0;
        for (const char each : block) sum += static_cast<unsigned char>(each);
        std::snprintf(&block[148], 8, "%06o", sum);
        write(block.data(), block.size());
    };
    const auto pad = [&](std::uint64_t size) {
        const std::string zeros((512 - size % 512) % 512, '\0');
        write(zeros.data(), zeros.size());
    };
    for (const data::CifarColumn& column : format.columns) {
        std::string names;
        for (std::size_t c = 0; c < column.classes; ++c) names += column.name + std::to_string(c) + "\n";
        header(column.namesFile, names.size());
        write(names.data(), names.size());
        pad(names.size());
    }
    for (const data::Part part : {data::Part::Train, data::Part::Test}) {
        const std::uint64_t size = format.fileBytes(part);
        header(format.files(part).front(), size);
        std::vector<unsigned char> record(format.recordBytes());
        for (std::int64_t i = 0; i < format.count(part); ++i) {
            const auto fine = static_cast<unsigned char>(i % 100);
            std::fill(record.begin(), record.end(), static_cast<unsigned char>(40 + 2 * fine));
            record[0] = fine / 5;
            record[1] = fine;
            for (std::int64_t y = 0; y < 32; ++y)
                record[static_cast<std::size_t>(2 + 1024 * (fine % 3) + 32 * y + (i / 100 + y) % 32)] = 255;
            write(record.data(), record.size());
        }
        pad(size);
    }
    const std::string end(1024, '\0');
    write(end.data(), end.size());
    if (gzclose(archive) != Z_OK) throw std::runtime_error(path);
}

}  // namespace selfsight::test
