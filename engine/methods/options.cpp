#include "methods/options.h"

#include "core/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace selfsight::methods {
namespace {

std::string numberText(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, end.ptr};
}

class Table {
  public:
    Table& group(const char* name) {
        group_ = name;
        return *this;
    }
    Table& flag(const char* key, bool preset, const char* label, const char* help) {
        return add(key, Option::Kind::Flag, label, help, "", 0, 1, {}, preset ? "true" : "false");
    }
    Table& integer(const char* key, std::int64_t preset, double least, double most, const char* unit,
                   const char* label, const char* help) {
        return add(key, Option::Kind::Integer, label, help, unit, least, most, {}, std::to_string(preset));
    }
    Table& real(const char* key, double preset, double least, double most, const char* unit,
                const char* label, const char* help) {
        return add(key, Option::Kind::Real, label, help, unit, least, most, {}, numberText(preset));
    }
    Table& choice(const char* key, const char* preset, std::vector<std::string> choices, const char* label,
                  const char* help) {
        return add(key, Option::Kind::Choice, label, help, "", 0, 0, std::move(choices), preset);
    }

    std::vector<Option> options;
    std::vector<std::string> presets;

  private:
    Table& add(const char* key, Option::Kind kind, const char* label, const char* help, const char* unit,
               double least, double most, std::vector<std::string> choices, std::string preset) {
        options.push_back({key, group_, label, help, unit, kind, least, most, std::move(choices)});
        presets.push_back(std::move(preset));
        return *this;
    }
    std::string group_;
};

void encoderAndTraining(Table& t) {
    t.group("Encoder")
        .choice("encoder.kind", "notebook", {"notebook", "compact", "resnet18", "resnet18-pad2", "resnet18-linear"},
                "Encoder",
                "The notebook's residual network; a compact one that ends in a mean and a norm, for small "
                "budgets; or ResNet-18 in CIFAR form; pad2 with the wider border of "
                "solo-learn's, linear without a ReLU after its stem as lightly's.")
        .real("encoder.width", 1, 0.05, 4, "", "Width",
              "Scales every channel count; half the width costs about a quarter of the time.")
        .real("encoder.last_width", 0, 0, 4, "", "Width of the last stage",
              "Scales the last stage, and so the embedding, alone; 0 means as the rest.");
    t.group("Training")
        .integer("train.batch_size", 64, 2, 65536, "images", "Batch size",
                 "Images a step (batch norm needs two); larger is steadier and takes fewer steps.")
        .choice("train.precision", "float32", {"auto", "float32", "bfloat16"}, "Precision",
                "Number format of the convolutions; auto measures once which one is faster and stores it.")
        .choice(
            "train.graph", "auto", {"auto", "on", "off"}, "Recorded steps",
            "On a GPU a step is recorded once and launched as a whole afterwards (CUDA graph); auto: where "
            "that can be done and gives the same step.")
        .real("train.validation", 0.1, 0, 0.5, "", "Validation share",
              "Share of the training images set aside to watch the run and to choose by; the same share of "
              "every class.")
        .real("train.evaluate_every", 1, 0, 1000, "epochs", "Evaluate every",
              "Distance of evaluations on validation images; 0: only at the end.")
        .integer("train.evaluate_images", 5000, 2, 1000000, "images", "Evaluation images",
                 "At most so many validation images are used; more cost time and steady the number.")
        .integer("train.report_every", 0, 0, 100000, "steps", "Report every",
                 "Steps averaged into one point of the curve; 0: from the size of the network.")
        .integer("train.checkpoint_seconds", 60, 1, 86400, "s", "Checkpoint every",
                 "A crash loses at most so much work.")
        .integer("train.early_stop", 0, 0, 10000, "evaluations", "Early stop",
                 "Ends the run after so many evaluations without a better validation metric; 0: never.")
        .integer(
            "train.preview_images", 0, 0, 5000, "images", "Live map",
            "A map of so many test images forms while the run trains, in under 3 % of its time; 0: none. "
            "It changes nothing about the run.")
        .real("train.snapshot_every", 0, 0, 1000, "epochs", "Keep embeddings every",
              "Keeps embeddings of test images every so many epochs, for maps through training; 0: never.")
        .integer("train.snapshot_images", 2000, 2, 20000, "images", "Images of kept embeddings",
                 "So many test images are embedded each time.")
        .integer("train.calibration_images", 0, 0, 10000000, "images", "Calibration images",
                 "After the last step the batch-norm statistics are measured anew on so many training images "
                 "as they "
                 "are; those of training are of augmented or smaller views. 0: as training left them.")
        .flag("train.embed_all", true, "Embed training images",
              "Also extracts the embeddings of training and validation images, which the standard probe "
              "needs.");
}

void optimiserAndSchedule(Table& t) {
    t.group("Optimiser")
        .choice("optimiser.kind", "adamw", {"adamw", "sgd", "lars"}, "Optimiser",
                "AdamW, SGD with Nesterov momentum, or LARS for very large batches.")
        .real("optimiser.learning_rate", 5e-4, 1e-9, 100, "", "Learning rate",
              "The peak rate; larger learns faster until it breaks.")
        .real("optimiser.weight_decay", 1e-3, 0, 1, "", "Weight decay",
              "Pulls weights to zero; larger regularises more.")
        .flag("optimiser.decay_norms", true, "Decay norms and biases",
              "Off: weight decay leaves norms and biases alone.")
        .real("optimiser.momentum", 0.9, 0, 0.9999, "", "Momentum", "Of SGD and LARS.")
        .real("optimiser.beta1", 0.9, 0, 0.9999, "", "Beta 1", "AdamW's memory of the gradient.")
        .real("optimiser.beta2", 0.999, 0, 0.99999, "", "Beta 2", "AdamW's memory of the squared gradient.")
        .real("optimiser.epsilon", 1e-8, 1e-16, 1, "", "Epsilon", "Keeps AdamW's division finite.")
        .real("optimiser.clip", 0, 0, 1e6, "", "Gradient limit",
              "Largest norm of the whole gradient; 0: no limit.");
    t.group("Schedule")
        .choice("schedule.kind", "plateau", {"constant", "plateau", "cosine", "one-cycle"}, "Schedule",
                "How the learning rate follows the budget; plateau follows the validation metric instead.")
        .real("schedule.warmup", 0, 0, 0.9, "of the run", "Warm-up",
              "Share of the run over which the rate rises from near zero.")
        .real("schedule.peak", 0.25, 0.01, 0.99, "of the run", "Peak of the cycle",
              "Where one-cycle is at its highest.")
        .real("schedule.floor", 0, 0, 1, "of the peak", "Floor", "Where cosine and one-cycle end.")
        .real("schedule.plateau_factor", 0.5, 0.01, 0.99, "", "Plateau factor",
              "The rate is multiplied by this on a plateau.")
        .integer("schedule.plateau_patience", 5, 0, 1000, "evaluations", "Plateau patience",
                 "Evaluations without gain that are borne before the rate falls.")
        .real("schedule.plateau_threshold", 0.005, 0, 1, "", "Plateau threshold",
              "A gain is more than this share of the best so far.")
        .real("schedule.plateau_floor", 1e-7, 0, 1, "", "Plateau floor", "The rate falls no lower.");
}

void methods(Table& t) {
    t.group("Supervised")
        .real("method.label_smoothing", 0, 0, 0.9, "", "Label smoothing",
              "Share of the target spread over all classes.")
        .real("method.mixup", 0, 0, 10, "", "Mixup",
              "Blends pairs of images with weights from Beta(a, a); larger blends more; 0: off.")
        .real("method.cutmix", 0, 0, 10, "", "CutMix",
              "Pastes a box of another image, its share from Beta(a, a); 0: off.");
    t.group("Without labels")
        .choice("method.projector", "byol", {"byol", "simsiam", "expander"}, "Projector",
                "Two linear layers with a norm between; SimSiam's three without bias and with a norm at the "
                "end; or three without that last norm.")
        .integer("method.projector_hidden", 512, 1, 16384, "", "Projector width",
                 "Hidden units of the projector.")
        .integer("method.projection", 128, 2, 16384, "", "Projection size",
                 "Dimensions in which views are compared.")
        .flag("method.head_norm", true, "Batch norm in the heads",
              "Off: the heads have linear layers and ReLU alone.")
        .flag("method.joint_views", false, "Joint views",
              "All views pass in one batch and share batch statistics; faster.")
        .integer("method.views", 2, 2, 4, "", "Views", "Full-size views of each image.")
        .integer("method.small_views", 0, 0, 8, "", "Small views",
                 "Small crops a step (multi-crop); each costs a fraction of a full view.")
        .real("method.small_size", 20, 0.05, 256, "px", "Size of small views",
              "Side of the small crops; up to 1: as a share of the images' side.")
        .real("method.small_scale_least", 0.05, 0.01, 1, "", "Small views from",
              "Least share of the image that a small crop shows.")
        .real("method.small_scale_most", 0.4, 0.01, 1, "", "Small views to",
              "Largest share of the image that a small crop shows.");
    t.group("BYOL and SimSiam")
        .integer("method.predictor_hidden", 512, 1, 16384, "", "Predictor width",
                 "Hidden units of the predictor.")
        .flag("method.predictor", true, "Predictor", "Without it both methods are expected to collapse.")
        .flag("method.predictor_fixed_rate", false, "Predictor's rate fixed",
              "The predictor stays at the peak learning rate.")
        .flag("method.moving_average", true, "Moving-average target",
              "On: BYOL's target network. Off: SimSiam's shared weights.")
        .real("method.ema", 0.99, 0, 1, "", "Moving average",
              "Memory of the target network at the start; larger moves slower.")
        .real("method.ema_end", 0.99, 0, 1, "", "Moving average at the end", "Reached along half a cosine.")
        .flag("method.stop_gradient", true, "Stop-gradient",
              "Without a moving average and without this, collapse is expected.")
        .flag("method.mean_target", false, "Mean target",
              "Predicts the mean of the other views' targets (FastSiam).");
    t.group("SimCLR, Barlow Twins and VICReg")
        .real("method.temperature", 0.5, 0.001, 100, "", "Temperature",
              "Of SimCLR: lower looks harder at the most similar other images.")
        .real("method.redundancy", 0.005, 0, 1, "", "Redundancy",
              "Of Barlow Twins: weight of the correlations between different dimensions.")
        .real("method.invariance", 25, 0, 1000, "", "Invariance",
              "Of VICReg: weight of the distance between views.")
        .real("method.variance", 25, 0, 1000, "", "Variance",
              "Of VICReg: weight of the demand that every dimension varies.")
        .real("method.covariance", 1, 0, 1000, "", "Covariance",
              "Of VICReg: weight of the covariances between dimensions.");
    t.group("Random weights")
        .integer("method.calibration_images", 12800, 2, 10000000, "images", "Calibration images",
                 "Training images over which the batch-norm statistics of untrained weights are averaged.");
}

void augmentation(Table& t) {
    t.group("Augmentation")
        .choice("augment.order", "geometry-first", {"geometry-first", "colour-first"}, "Order",
                "Crop before colour (the papers), or after it (byol-pytorch).")
        .choice("augment.crop", "pad", {"none", "pad", "resized"}, "Crop",
                "Shift within a zero border, or a random box resized to the full image.")
        .real("augment.size", 0, 0, 512, "px", "Size of views",
              "Side of the views, with a resized crop or none; up to 1: as a share of the images' side; "
              "smaller than the "
              "images trains faster; 0: as the images.")
        .integer("augment.padding", 4, 0, 256, "px", "Padding", "Width of the border of the shifting crop.")
        .real("augment.scale_least", 0.08, 0.01, 1, "", "Crop from",
              "Least share of the image that a resized crop shows.")
        .real("augment.scale_most", 1, 0.01, 1, "", "Crop to",
              "Largest share of the image that a resized crop shows.")
        .real("augment.flip", 0.5, 0, 1, "", "Flip", "Probability of a horizontal flip.")
        .real("augment.rotation", 15, 0, 180, "degrees", "Rotation", "Largest angle either way.")
        .choice(
            "augment.colour", "torchvision", {"torchvision", "matrix"}, "Colour model",
            "torchvision's operations in random order, or one colour matrix a sample (faster, not the same).")
        .real("augment.jitter", 0, 0, 1, "", "Colour jitter", "Probability that colours are jittered.")
        .real("augment.brightness", 0.8, 0, 2, "", "Brightness", "Strength of the jitter.")
        .real("augment.contrast", 0.8, 0, 2, "", "Contrast", "Strength of the jitter.")
        .real("augment.saturation", 0.8, 0, 2, "", "Saturation", "Strength of the jitter.")
        .real("augment.hue", 0.2, 0, 0.5, "turns", "Hue", "Strength of the jitter.")
        .real("augment.grey", 0, 0, 1, "", "Grey", "Probability of losing all colour.")
        .real("augment.blur", 0, 0, 1, "", "Blur", "Probability of a Gaussian blur.")
        .integer("augment.blur_kernel", 3, 3, 31, "px", "Blur window", "Odd side of the window.")
        .real("augment.blur_sigma_least", 1, 0.05, 10, "px", "Blur from", "Least deviation of the Gaussian.")
        .real("augment.blur_sigma_most", 2, 0.05, 10, "px", "Blur to", "Largest deviation of the Gaussian.")
        .real("augment.solarise", 0, 0, 1, "", "Solarise", "Probability that bright values are inverted.")
        .real("augment.second_blur", -1, -1, 1, "", "Blur of the second view",
              "As Blur, for every second view; −1: the same.")
        .real("augment.second_solarise", -1, -1, 1, "", "Solarise of the second view",
              "As Solarise, for every second view; −1: the same.")
        .choice("augment.normalise", "dataset", {"dataset", "imagenet"}, "Normalisation",
                "By the training images' own mean and deviation, or by ImageNet's.");
}

const Table& table() {
    static const Table built = [] {
        Table t;
        encoderAndTraining(t);
        optimiserAndSchedule(t);
        methods(t);
        augmentation(t);
        return t;
    }();
    return built;
}

std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

[[noreturn]] void refuse(const Option& option, const std::string& value) {
    std::string expected;
    switch (option.kind) {
        case Option::Kind::Flag:
            expected = "true or false";
            break;
        case Option::Kind::Choice:
            for (const auto& choice : option.choices)
                expected += (expected.empty() ? "one of " : ", ") + choice;
            break;
        case Option::Kind::Integer:
            expected = "a whole number ";
            [[fallthrough]];
        case Option::Kind::Real:
            expected += (expected.empty() ? "a number between " : "between ") + numberText(option.least) +
                        " and " + numberText(option.most);
            break;
        case Option::Kind::Text:
            expected = "text";
            break;
    }
    throw usageError(option.key + " must be " + expected + ", not \"" + value + "\"");
}

}  // namespace

std::span<const Option> recipeOptions() {
    return table().options;
}

const std::vector<std::string>& optionDefaults() {
    return table().presets;
}

std::size_t optionPosition(const std::string& key) {
    static const std::unordered_map<std::string, std::size_t> positions = [] {
        std::unordered_map<std::string, std::size_t> map;
        for (std::size_t i = 0; i < table().options.size(); ++i) map[table().options[i].key] = i;
        return map;
    }();
    const auto found = positions.find(key);
    if (found != positions.end()) return found->second;
    const Option* nearest = nullptr;
    std::size_t best = std::numeric_limits<std::size_t>::max();
    for (const auto& option : table().options) {
        const auto distance = editDistance(key, option.key);
        if (distance < best) {
            best = distance;
            nearest = &option;
        }
    }
    throw usageError("there is no option \"" + key + "\"; the nearest is " + nearest->key);
}

std::string canonicalValue(const Option& option, const std::string& value) {
    const char* begin = value.data();
    const char* end = begin + value.size();
    switch (option.kind) {
        case Option::Kind::Flag:
            if (value == "true" || value == "on" || value == "1") return "true";
            if (value == "false" || value == "off" || value == "0") return "false";
            refuse(option, value);
        case Option::Kind::Choice:
            if (std::find(option.choices.begin(), option.choices.end(), value) == option.choices.end())
                refuse(option, value);
            return value;
        case Option::Kind::Integer: {
            std::int64_t number = 0;
            const auto parsed = std::from_chars(begin, end, number);
            const auto real = static_cast<double>(number);
            if (parsed.ec != std::errc() || parsed.ptr != end || real < option.least || real > option.most)
                refuse(option, value);
            return std::to_string(number);
        }
        case Option::Kind::Real: {
            double number = 0;
            const auto parsed = std::from_chars(begin, end, number);
            if (parsed.ec != std::errc() || parsed.ptr != end ||
                !(number >= option.least && number <= option.most))
                refuse(option, value);
            return numberText(number);
        }
        case Option::Kind::Text:
            return value;
    }
    refuse(option, value);
}

}  // namespace selfsight::methods
