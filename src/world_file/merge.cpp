#include "world_file/world_file.hpp"

#include <algorithm>

namespace easel::world_file {

namespace {

bool drops(yaml::Node const& node) {
    return node.is_scalar() && node.scalar == "~remove";
}

yaml::Node laid_on(yaml::Node const& base, yaml::Node const& over) {
    if (!over.is_mapping()) return over;
    yaml::Node merged = over;
    merged.members = base.is_mapping() ? base.members : std::vector<yaml::Node::Member>{};
    for (auto const& [key, value] : over.members) {
        auto const same = [&name = key.scalar](yaml::Node::Member const& member) { return member.key.scalar == name; };
        auto const found = std::find_if(merged.members.begin(), merged.members.end(), same);
        if (drops(value)) {
            if (found != merged.members.end()) merged.members.erase(found);
        } else if (found != merged.members.end()) {
            found->value = laid_on(found->value, value);
        } else {
            merged.members.push_back({key, laid_on({}, value)});
        }
    }
    return merged;
}

} // namespace

yaml::Node merge(yaml::Node const& base, yaml::Node const& over) {
    return over.is_null() ? base : laid_on(base, over);
}

} // namespace easel::world_file
