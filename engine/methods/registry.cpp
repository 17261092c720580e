// The list of methods. A new method is one file, one declaration in builtin.h and one line here.
#include "core/error.h"
#include "methods/builtin.h"

namespace selfsight::methods {
namespace {

using Factory = std::unique_ptr<Method> (*)(const Recipe&, std::int64_t);

struct Entry {
    MethodInfo info;
    Factory make;
};
const std::vector<Entry>& entries() {
    static const std::vector<Entry> list = {
        {{"supervised", "Supervised", "Learns to name the class of every image.", true, true},
         makeSupervised},
        {{"byol", "BYOL", "Predicts what a moving average of itself sees in another view.", false, true},
         makeByol},
        {{"simsiam", "SimSiam", "Predicts what it sees itself in another view of the image.", false, true},
         makeSimSiam},
        {{"simclr", "SimCLR", "Tells the other view of an image from the views of all others.", false, true},
         makeSimClr},
        {{"barlow", "Barlow Twins", "Makes two views correlate, dimension by dimension.", false, true},
         makeBarlowTwins},
        {{"vicreg", "VICReg", "Pulls views together while every dimension must vary.", false, true},
         makeVicReg},
        {{"random", "Random weights", "Is not trained: what the architecture alone gives.", false, false},
         makeRandom},
    };
    return list;
}

const Entry& entry(const std::string& name) {
    std::string known;
    for (const auto& candidate : entries()) {
        if (candidate.info.name == name) return candidate;
        known += (known.empty() ? "" : ", ") + candidate.info.name;
    }
    throw usageError("unknown method \"" + name + "\"; the methods are " + known);
}

}  // namespace

std::span<const MethodInfo> methodList() {
    static const std::vector<MethodInfo> infos = [] {
        std::vector<MethodInfo> list;
        for (const auto& candidate : entries()) list.push_back(candidate.info);
        return list;
    }();
    return infos;
}

const MethodInfo& methodInfo(const std::string& name) {
    return entry(name).info;
}

std::unique_ptr<Method> makeMethod(const std::string& name, const Recipe& recipe, std::int64_t classes) {
    return entry(name).make(recipe, classes);
}

}  // namespace selfsight::methods
