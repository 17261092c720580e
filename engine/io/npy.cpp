#include "io/npy.h"

#include "io/atomic_file.h"
#include "io/sha256.h"

#include <algorithm>
#include <charconv>

namespace selfsight::io {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::uint64_t kMaxHeader = 64 << 10;  // NumPy's own are below 10,000 bytes
constexpr std::size_t kMaxDimensions = 32;      // as NumPy 1

struct TypeCode {
    std::string_view code;
    DType dtype;
};
constexpr TypeCode kTypes[] = {{"f2", DType::F16}, {"f4", DType::F32}, {"f8", DType::F64},
                               {"i1", DType::I8},  {"i2", DType::I16}, {"i4", DType::I32},
                               {"i8", DType::I64}, {"u1", DType::U8},  {"u2", DType::U16},
                               {"u4", DType::U32}, {"u8", DType::U64}, {"b1", DType::Bool}};

// The header is a Python dictionary of three entries; this reads exactly that and nothing else of Python.
class DictionaryParser {
  public:
    DictionaryParser(std::string_view text, const std::string& name) : text_(text), name_(name) {}

    NpyHeader parse() {
        NpyHeader header;
        bool seen[3] = {};
        expect('{');
        while (!accept('}')) {
            const std::string_view key = quoted();
            expect(':');
            const int index = key == "descr" ? 0 : key == "fortran_order" ? 1 : key == "shape" ? 2 : -1;
            if (index < 0 || seen[index])
                fail("an unknown or repeated entry '" + std::string(key.substr(0, 40)) + "'");
            seen[index] = true;
            if (index == 0) type(header);
            if (index == 1) header.fortranOrder = truth();
            if (index == 2) header.shape = tuple();
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (!seen[0] || !seen[1] || !seen[2]) fail("descr, fortran_order or shape is missing");
        if (peek() != '\0') fail("something after the closing brace");
        return header;
    }

  private:
    [[noreturn]] void fail(const std::string& what) const {
        throw inputError(name_, "not a readable .npy header: " + what + " at byte " + std::to_string(at_));
    }
    char peek() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool accept(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!accept(c)) fail(std::string("'") + c + "' expected");
    }
    std::string_view quoted() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') fail("a quoted word expected");
        const std::size_t begin = ++at_;
        while (at_ < text_.size() && text_[at_] != quote) ++at_;
        if (at_ == text_.size()) fail("a closing quote expected");
        return text_.substr(begin, at_++ - begin);
    }
    bool truth() {
        peek();
        for (const std::string_view word : {"True", "False"}) {
            if (text_.substr(at_, word.size()) != word) continue;
            at_ += word.size();
            return word == "True";
        }
        fail("True or False expected");
    }
    std::vector<std::int64_t> tuple() {
        std::vector<std::int64_t> lengths;
        expect('(');
        while (!accept(')')) {
            peek();
            std::int64_t length = -1;
            const auto [end, error] =
                std::from_chars(text_.data() + at_, text_.data() + text_.size(), length);
            if (error != std::errc() || length < 0) fail("a length expected");
            at_ = static_cast<std::size_t>(end - text_.data());
            if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2 wrote long integers so
            lengths.push_back(length);
            if (lengths.size() > kMaxDimensions) fail("more than 32 dimensions");
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return lengths;
    }
    void type(NpyHeader& header) {
        if (peek() == '[') fail("a structured array; an array of plain numbers was expected");
        const std::string_view descr = quoted();
        const char order = descr.empty() ? '?' : descr[0];
        const bool known = order == '<' || order == '>' || order == '|' || order == '=';
        const auto dtype = known ? numpyType(descr.substr(1)) : std::nullopt;
        if (dtype) {
            header.dtype = *dtype;
            header.bigEndian = order == '>';
            return;
        }
        if (descr.find('O') != std::string_view::npos)
            fail(
                "an array of Python objects (pickled), which is never read; an array of numbers was "
                "expected");
        fail("the type '" + std::string(descr.substr(0, 40)) +
             "'; float16/32/64, int8-64, uint8-64 or bool was expected");
    }

    std::string_view text_;
    const std::string& name_;
    std::size_t at_ = 0;
};

void swapBytes(std::span<std::uint8_t> bytes, std::size_t size) {
    if (size == 1) return;
    for (std::size_t at = 0; at + size <= bytes.size(); at += size)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                     bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
}

// From column-major to row-major order.
Bytes toRowMajor(const Bytes& in, std::span<const std::int64_t> shape, std::size_t size) {
    Bytes out(in.size());
    std::vector<std::uint64_t> stride(shape.size());
    std::uint64_t step = 1;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        stride[d] = step;
        step *= static_cast<std::uint64_t>(shape[d]);
    }
    std::vector<std::int64_t> index(shape.size(), 0);
    std::uint64_t from = 0;
    for (std::size_t to = 0; to < out.size(); to += size) {
        std::memcpy(out.data() + to, in.data() + from * size, size);
        for (std::size_t d = shape.size(); d-- > 0;) {
            from += stride[d];
            if (++index[d] < shape[d]) break;
            from -= stride[d] * static_cast<std::uint64_t>(shape[d]);
            index[d] = 0;
        }
    }
    return out;
}

// Bytes of the data, which must be the rest of the file.
std::uint64_t checkedSize(const NpyHeader& header, const RandomAccess& file) {
    const std::uint64_t present = file.size() - header.dataOffset;
    const auto wanted = byteCount(header.shape, header.dtype, present);
    if (!wanted || *wanted != present)
        throw inputError(file.name(), "its header says " +
                                          Tensor{{}, header.dtype, header.shape, {}}.shapeText() + ", but " +
                                          std::to_string(present) + " bytes of data follow" +
                                          (wanted ? " instead of " + std::to_string(*wanted) : "") +
                                          ": damaged or cut off");
    return *wanted;
}

}  // namespace

std::optional<DType> numpyType(std::string_view code) {
    for (const auto& type : kTypes)
        if (code == type.code) return type.dtype;
    return std::nullopt;
}

void makeRowMajor(Tensor& tensor, bool bigEndian, bool fortranOrder) {
    if (bigEndian) swapBytes(tensor.bytes, dtypeSize(tensor.dtype));
    if (fortranOrder && tensor.shape.size() > 1 && !tensor.bytes.empty())
        tensor.bytes = toRowMajor(tensor.bytes, tensor.shape, dtypeSize(tensor.dtype));
}

NpyHeader readNpyHeader(RandomAccess& file) {
    constexpr std::uint64_t start = 10;
    if (file.size() < start)
        throw inputError(file.name(),
                         "too short for a .npy file (" + std::to_string(file.size()) + " bytes)");
    const Bytes head = file.readBytes(0, start);
    if (asText(head).substr(0, kMagic.size()) != kMagic)
        throw inputError(file.name(), "not a .npy file (NumPy's mark is missing)");
    const int major = head[6];
    if (major < 1 || major > 3)
        throw inputError(file.name(), ".npy version " + std::to_string(major) + "; 1 to 3 are known");
    std::uint64_t length = loadLittle<std::uint16_t>(head.data() + 8);
    std::uint64_t offset = start;
    if (major > 1) {
        length = loadLittle<std::uint32_t>(file.readBytes(8, 4).data());
        offset = 12;
    }
    if (length > kMaxHeader)
        throw inputError(file.name(), "a .npy header of " + std::to_string(length) +
                                          " bytes; at most 65536 were expected");
    const Bytes text = file.readBytes(offset, length);
    NpyHeader header = DictionaryParser(asText(text), file.name()).parse();
    header.dataOffset = offset + length;
    return header;
}

Tensor readNpy(RandomAccess& file) {
    const NpyHeader header = readNpyHeader(file);
    Tensor tensor{
        {}, header.dtype, header.shape, file.readBytes(header.dataOffset, checkedSize(header, file))};
    makeRowMajor(tensor, header.bigEndian, header.fortranOrder);
    return tensor;
}

Tensor readNpy(const std::filesystem::path& file) {
    return readNpy(*openFile(file));
}

Matrix readMatrix(RandomAccess& file) {
    const NpyHeader header = readNpyHeader(file);
    if (header.shape.size() != 2)
        throw inputError(file.name(), "a matrix [n, d] was expected, found " +
                                          Tensor{{}, header.dtype, header.shape, {}}.shapeText());
    const std::uint64_t bytes = checkedSize(header, file);
    if (header.dtype == DType::F32 && !header.bigEndian && !header.fortranOrder) {
        Matrix matrix;
        matrix.rows = header.shape[0];
        matrix.cols = header.shape[1];
        matrix.values.resize(bytes / sizeof(float));
        file.read(header.dataOffset, {reinterpret_cast<std::uint8_t*>(matrix.values.data()), bytes});
        return matrix;
    }
    const Tensor tensor = readNpy(file);
    Matrix matrix;
    matrix.rows = tensor.shape[0];
    matrix.cols = tensor.shape[1];
    matrix.values = toFloats(tensor);
    return matrix;
}

Matrix readMatrix(const std::filesystem::path& file) {
    return readMatrix(*openFile(file));
}

Labels readLabels(RandomAccess& file) {
    const Tensor tensor = readNpy(file);
    const bool column = tensor.shape.size() == 2 && tensor.shape[1] == 1;
    if (tensor.shape.size() != 1 && !column)
        throw inputError(file.name(), "a column of labels [n] was expected, found " + tensor.shapeText());
    return toIntegers(tensor, file.name());
}

Labels readLabels(const std::filesystem::path& file) {
    return readLabels(*openFile(file));
}

Bytes npyHeader(DType dtype, std::span<const std::int64_t> shape) {
    const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const TypeCode& t) { return t.dtype == dtype; });
    if (type == std::end(kTypes))
        throw LogicError(std::string("npyHeader: NumPy has no type for ") + dtypeName(dtype));
    std::string text = "{'descr': '";
    text += dtypeSize(dtype) == 1 ? '|' : '<';
    text += std::string(type->code) + "', 'fortran_order': False, 'shape': (";
    for (const auto length : shape) text += std::to_string(length) + (shape.size() == 1 ? "," : ", ");
    if (shape.size() > 1) text.resize(text.size() - 2);
    text += "), }";
    text.resize((text.size() + 11 + 63) / 64 * 64 - 11, ' ');
    text += '\n';
    Bytes header;
    appendText(header, kMagic);
    appendText(header, std::string_view("\x01\x00", 2));
    appendLittle(header, static_cast<std::uint16_t>(text.size()));
    appendText(header, text);
    return header;
}

Bytes encodeNpy(const Tensor& tensor) {
    Bytes bytes = npyHeader(tensor.dtype, tensor.shape);
    bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
    return bytes;
}

std::string writeNpyBytes(const std::filesystem::path& path, DType dtype, std::span<const std::int64_t> shape,
                          ByteView data) {
    AtomicFile file(path);
    std::string sha256 = writeNpyBytes(file, dtype, shape, data);
    file.commit();
    return sha256;
}

std::string writeNpyBytes(AtomicFile& file, DType dtype, std::span<const std::int64_t> shape, ByteView data) {
    if (byteCount(shape, dtype, UINT64_MAX) != data.size())
        throw LogicError("writeNpy: shape and data do not fit");
    Sha256 hash;
    const Bytes header = npyHeader(dtype, shape);
    for (const ByteView part : {ByteView(header), data}) {
        file.write(part);
        hash.update(part);
    }
    return toHex(hash.finish());
}

std::string writeNpy(const std::filesystem::path& file, const Tensor& tensor) {
    return writeNpyBytes(file, tensor.dtype, tensor.shape, tensor.bytes);
}

std::string writeNpy(const std::filesystem::path& file, MatrixView matrix) {
    const std::int64_t shape[] = {matrix.rows, matrix.cols};
    return writeNpyBytes(
        file, DType::F32, shape,
        asBytes(std::span(matrix.data, static_cast<std::size_t>(matrix.rows * matrix.cols))));
}

}  // namespace selfsight::io
