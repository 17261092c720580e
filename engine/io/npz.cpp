#include "io/npz.h"

namespace selfsight::io {

std::vector<std::string> NpzReader::names() const {
    std::vector<std::string> names;
    for (const auto& entry : zip_.entries())
        if (entry.name.ends_with(".npy")) names.push_back(entry.name.substr(0, entry.name.size() - 4));
    return names;
}

Tensor NpzReader::read(const std::string& name) const {
    const ZipEntry* entry = zip_.find(name + ".npy");
    if (!entry) {
        std::string present;
        for (const auto& other : names()) present += (present.empty() ? "" : ", ") + other.substr(0, 60);
        throw inputError(zip_.name(), "holds no array \"" + name + "\"; it holds " +
                                          (present.empty() ? "none" : present.substr(0, 500)));
    }
    const Bytes bytes = zip_.read(*entry);
    Tensor tensor = readNpy(*openMemory(bytes, zip_.name() + " (" + entry->name + ")"));
    tensor.name = name;
    return tensor;
}

void writeNpz(const std::filesystem::path& file, std::span<const Tensor> arrays) {
    ZipWriter zip(file);
    for (const auto& array : arrays) {
        const Bytes header = npyHeader(array.dtype, array.shape);
        const ByteView parts[] = {header, array.bytes};
        zip.add(array.name + ".npy", parts, 64);
    }
    zip.finish();
}

}  // namespace selfsight::io
