#include "nn/weights_match.h"

#include "core/error.h"
#include "nn/pytorch_names.h"
#include "nn/state.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <unordered_map>

namespace selfsight::nn {
namespace {

using io::Tensor;

class Matcher {
  public:
    Matcher(const std::vector<Tensor>& tensors, const std::string& file, bool paddedStem)
        : tensors_(tensors), file_(file), paddedStem_(paddedStem) {
        for (const Tensor& tensor : tensors) byName_.emplace(tensor.name, &tensor);
    }

    WeightMatch match() {
        std::vector<WeightCopy> copies = findCopies();
        if (copies.empty()) throw inputError(file_, nothingFound());
        // Online before target; then the copy that says it is the online one; then the file's order.
        std::stable_sort(copies.begin(), copies.end(), [](const WeightCopy& a, const WeightCopy& b) {
            const auto rank = [](const WeightCopy& c) {
                return c.target ? 2 : c.prefix.find("online") == std::string::npos ? 1 : 0;
            };
            return rank(a) < rank(b);
        });
        WeightMatch result;
        result.copy = copies.front();
        result.others.assign(copies.begin() + 1, copies.end());
        result.choice = choiceText(result);
        result.options = optionsOf(result.copy);
        take(result);
        return result;
    }

  private:
    const Tensor* find(const std::string& name) const {
        const auto found = byName_.find(name);
        return found == byName_.end() ? nullptr : found->second;
    }

    static bool isStem(const Tensor& tensor) { return tensor.shape.size() == 4 && tensor.shape[1] == 3; }

    // The text before `ending`, when it is empty or ends with a dot.
    static std::optional<std::string> prefixOf(const std::string& name, const std::string& ending) {
        if (!name.ends_with(ending)) return std::nullopt;
        std::string prefix = name.substr(0, name.size() - ending.size());
        if (!prefix.empty() && prefix.back() != '.') return std::nullopt;
        return prefix;
    }

    std::vector<WeightCopy> findCopies() const {
        std::vector<WeightCopy> copies;
        const auto add = [&](const std::string& prefix, const char* naming) {
            copies.push_back({prefix, naming, isTarget(prefix)});
        };
        for (const Tensor& tensor : tensors_) {
            if (!isStem(tensor)) continue;
            if (const auto p = prefixOf(tensor.name, "conv1.0.weight"))
                add(*p, "notebook");
            else if (const auto q = prefixOf(tensor.name, "stem.0.weight"))
                add(*q, "selfsight");
            else if (const auto r = prefixOf(tensor.name, "conv1.weight"))
                add(*r, "torchvision");
            else if (const auto s = prefixOf(tensor.name, "0.weight"); s && firstStage(*s) >= 0)
                add(*s, "sequential");
        }
        return copies;
    }

    // By the words of its name: "target_encoder", "momentum_backbone", "encoder_k", "model_ema".
    static bool isTarget(const std::string& prefix) {
        std::string word;
        bool found = false;
        const auto end = [&] {
            for (const char* name : {"target", "momentum", "teacher", "ema", "averaged", "key", "k"})
                found = found || word == name;
            word.clear();
        };
        for (const unsigned char c : prefix) {
            if (std::isalnum(c))
                word += static_cast<char>(std::tolower(c));
            else
                end();
        }
        end();
        return found;
    }

    // In a Sequential of a ResNet's children the first stage is number 2, 3 or 4: after the stem's
    // convolution and norm, and the ReLU and the pool where they are modules. −1: none of these.
    int firstStage(const std::string& prefix) const {
        for (int i = 2; i <= 4; ++i)
            if (find(prefix + std::to_string(i) + ".0.conv1.weight")) return i;
        return -1;
    }

    // The tensor that the copy has for ours, under any of the names that are in use.
    const Tensor* fileTensor(const WeightCopy& copy, const std::string& kind, const std::string& ours) const {
        if (copy.naming == "notebook" || copy.naming == "selfsight") return find(copy.prefix + ours);
        std::string name = pytorchName(kind, ours);
        if (copy.naming == "sequential") {
            if (name.starts_with("conv1."))
                name = "0." + name.substr(6);
            else if (name.starts_with("bn1."))
                name = "1." + name.substr(4);
            else if (name.starts_with("layer"))
                name = std::to_string(firstStage(copy.prefix) + (name[5] - '1')) + name.substr(6);
            else
                return nullptr;  // the classifier is no longer among the children
        }
        if (const Tensor* tensor = find(copy.prefix + name)) return tensor;
        if (const auto at = name.find(".downsample."); at != name.npos)
            return find(copy.prefix + name.substr(0, at) + ".shortcut." + name.substr(at + 12));
        if (name.starts_with("fc.")) return find(copy.prefix + "linear." + name.substr(3));
        return nullptr;
    }

    std::string where(const WeightCopy& copy) const {
        return copy.prefix.empty() ? std::string("at the top") : "under \"" + copy.prefix + "\"";
    }

    std::int64_t channels(const WeightCopy& copy, const std::string& kind, const std::string& ours) const {
        const Tensor* tensor = fileTensor(copy, kind, ours);
        if (tensor == nullptr || tensor->shape.size() != 4)
            throw inputError(
                file_, "the encoder " + where(copy) + " is not whole: it has no " + pytorchName(kind, ours));
        return tensor->shape[0];
    }

    // A ResNet that is not ours is named rather than called incomplete.
    void refuseOtherResNets(const WeightCopy& copy) const {
        const auto stage = [&](const std::string& rest) {
            if (copy.naming == "sequential")
                return find(copy.prefix + std::to_string(firstStage(copy.prefix)) + rest) != nullptr;
            return find(copy.prefix + "layer1" + rest) != nullptr;
        };
        const auto other = [&](const std::string& what) {
            throw inputError(file_, "holds " + what + " " + where(copy) +
                                        "; the encoders here are the notebook's and ResNet-18 in CIFAR form "
                                        "(a 3×3 stem, eight basic blocks)");
        };
        if (stage(".0.conv3.weight")) other("a ResNet with bottleneck blocks (ResNet-50 or deeper)");
        if (stage(".2.conv1.weight")) other("a ResNet-34");
        if (!stage(".0.conv1.weight")) other("a network that is no ResNet");
        const Tensor* stem = fileTensor(copy, "resnet18", "stem.0.weight");
        if (stem->shape[2] != 3)
            other("a ResNet in ImageNet form (a " + std::to_string(stem->shape[2]) + "×" +
                  std::to_string(stem->shape[3]) + " stem)");
    }

    // The factor under which every base count scales to the count found.
    static std::optional<double> factorOf(const std::vector<std::pair<std::int64_t, std::int64_t>>& counts) {
        const auto fits = [&](double factor) {
            return std::ranges::all_of(
                counts, [&](const auto& c) { return scaledChannels(c.first, factor) == c.second; });
        };
        if (fits(1)) return 1;
        for (const int parts : {20, 100, 1000})
            for (int i = parts / 20; i <= 4 * parts; ++i)
                if (const double factor = static_cast<double>(i) / parts; fits(factor)) return factor;
        return std::nullopt;
    }

    EncoderOptions optionsOf(const WeightCopy& copy) const {
        EncoderOptions options;
        options.classes = 1;
        std::vector<std::pair<std::int64_t, std::int64_t>> counts;
        std::pair<std::int64_t, std::int64_t> last;
        if (copy.naming == "notebook") {
            options.kind = find(copy.prefix + "norm.running_mean") != nullptr ? "compact" : "notebook";
            std::int64_t base = 64;
            for (const char* name :
                 {"conv1.0.weight", "conv2.0.weight", "conv3.0.weight", "conv4.0.weight"}) {
                counts.emplace_back(base, channels(copy, options.kind, name));
                base *= 2;
            }
            last = {1028, channels(copy, options.kind, "conv5.0.weight")};
        } else {
            // Where the first stage follows the norm at once, nothing stands between them: lightly's own
            // ResNet, cut.
            const bool linear = copy.naming == "sequential" && firstStage(copy.prefix) == 2;
            options.kind = linear ? "resnet18-linear" : paddedStem_ ? "resnet18-pad2" : "resnet18";
            if (copy.naming != "selfsight") refuseOtherResNets(copy);
            counts.emplace_back(64, channels(copy, options.kind, "stem.0.weight"));
            for (int stage = 2; stage <= 3; ++stage)
                counts.emplace_back(
                    std::int64_t{64} << (stage - 1),
                    channels(copy, options.kind, "layer" + std::to_string(stage) + "_0.conv1.0.weight"));
            last = {512, channels(copy, options.kind, "layer4_0.conv1.0.weight")};
        }
        const auto width = factorOf(counts);
        const auto lastWidth = factorOf({last});
        if (!width || !lastWidth) {
            std::string found;
            counts.push_back(last);
            for (const auto& [base, count] : counts)
                found += (found.empty() ? "" : ", ") + std::to_string(count);
            throw inputError(file_, "the channels of the encoder " + where(copy) + " (" + found +
                                        ") are no width of the encoder \"" + options.kind + "\"");
        }
        options.width = *width;
        if (scaledChannels(last.first, *width) != last.second) options.lastWidth = *lastWidth;
        std::int64_t dimension = last.second;
        if (options.kind == "compact")
            dimension = 2 * (counts[counts.size() - 2].second + counts.back().second + last.second);
        const Tensor* head = fileTensor(copy, options.kind, "fc.1.weight");
        if (head != nullptr && head->shape.size() == 2 && head->shape[1] == dimension &&
            head->shape[0] > 0 && head->shape[0] <= 100'000)
            options.classes = head->shape[0];
        return options;
    }

    static Tensor converted(const Tensor& tensor, const std::string& name, io::DType wanted) {
        if (tensor.dtype == wanted) return {name, tensor.dtype, tensor.shape, tensor.bytes};
        if (wanted == io::DType::I64)
            return io::makeTensor<std::int64_t>(name, tensor.shape, io::toIntegers(tensor, name));
        return io::makeTensor<float>(name, tensor.shape, io::toFloats(tensor));
    }

    void take(WeightMatch& result) const {
        const auto& kind = result.options.kind;
        const Encoder encoder = makeEncoder(result.options);
        std::set<std::string> used;
        std::vector<std::string> missing, otherShape;
        std::vector<std::pair<const Tensor*, Tensor>> head;
        std::size_t headTensors = 0;
        for (const auto& [ours, live] : moduleState(*encoder)) {
            const bool isHead = ours.starts_with("fc.");
            const bool isCounter = ours.ends_with(".num_batches_tracked");
            headTensors += isHead;
            const Tensor* found = fileTensor(result.copy, kind, ours);
            const std::vector<std::int64_t> shape = live.sizes().vec();
            if (found == nullptr) {
                if (isCounter) {
                    result.absent.push_back(ours);
                    const std::int64_t zero = 0;
                    result.tensors.push_back(io::makeTensor<std::int64_t>(ours, {}, std::span(&zero, 1)));
                } else if (!isHead) {
                    missing.push_back(pytorchName(kind, ours));
                }
                continue;
            }
            if (found->shape != shape && !(isCounter && found->elementCount() == 1)) {
                if (!isHead) otherShape.push_back(found->name + " is " + found->shapeText());
                continue;
            }
            Tensor tensor = converted(*found, ours, isCounter ? io::DType::I64 : io::DType::F32);
            tensor.shape = shape;
            if (isHead) {
                head.emplace_back(found, std::move(tensor));
                continue;
            }
            result.matched.push_back(found->name);
            used.insert(found->name);
            result.tensors.push_back(std::move(tensor));
        }
        if (!missing.empty() || !otherShape.empty())
            throw inputError(file_, "the encoder " + where(result.copy) + " is no " + kind +
                                        " encoder: " + listText("missing are ", missing) +
                                        (missing.empty() || otherShape.empty() ? "" : "; ") +
                                        listText("of another shape are ", otherShape));
        if (head.size() == headTensors) {
            result.classifier = true;
            for (auto& [found, tensor] : head) {
                result.matched.push_back(found->name);
                used.insert(found->name);
                result.tensors.push_back(std::move(tensor));
            }
        } else {
            result.options.classes = 1;
        }
        for (const Tensor& tensor : tensors_)
            if (!used.contains(tensor.name)) result.unused.push_back(tensor.name);
    }

    static std::string listText(const std::string& lead, const std::vector<std::string>& names) {
        if (names.empty()) return {};
        constexpr std::size_t most = 4;
        std::string text = lead;
        for (std::size_t i = 0; i < std::min(most, names.size()); ++i) text += (i ? ", " : "") + names[i];
        if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
        return text;
    }

    std::string nothingFound() const {
        std::vector<std::string> names;
        for (const Tensor& tensor : tensors_) names.push_back(tensor.name);
        return "holds no encoder that is known here: neither the notebook's (conv1.0.weight, …) nor a "
               "ResNet-18 (conv1.weight, layer1.0.conv1.weight, …), under any prefix; it has " +
               (names.empty() ? std::string("no tensors") : listText("", names));
    }

    std::string choiceText(const WeightMatch& match) const {
        if (match.others.empty()) return "The file holds one encoder, " + where(match.copy) + ".";
        std::string text = "The file holds " + std::to_string(match.others.size() + 1) +
                           " copies of the encoder. Taken: " + where(match.copy) +
                           (match.copy.target ? " (a moving average)" : " (online)") + ". Left: ";
        for (std::size_t i = 0; i < match.others.size(); ++i)
            text += (i ? ", " : "") + where(match.others[i]) + (match.others[i].target ? " (target)" : "");
        return text + ".";
    }

    const std::vector<Tensor>& tensors_;
    const std::string& file_;
    bool paddedStem_;
    std::unordered_map<std::string, const Tensor*> byName_;
};

}  // namespace

WeightMatch matchWeights(const std::vector<Tensor>& tensors, const std::string& file, bool paddedStem) {
    return Matcher(tensors, file, paddedStem).match();
}

}  // namespace selfsight::nn
