// Picture files as square images of one size: what image folders and tables of pictures share. Torch-free.
#pragma once

#include "data/source.h"
#include "io/image.h"

#include <filesystem>
#include <vector>

namespace selfsight::data {

inline constexpr int kLeastSide = 8;
inline constexpr int kMostSide = 512;

// By the ending of its name: .png, .jpg, .jpeg, .bmp, and .webp.
bool isPicture(const std::filesystem::path& file);

// Throws RuntimeError(Input) naming the file.
io::Image readPicture(const std::filesystem::path& file);

// The median of the shorter sides of evenly chosen pictures, within the sides that are possible.
int medianSide(const std::vector<std::filesystem::path>& files);

// The central square, resampled to side × side, as three planes at `pixels`.
void squarePlanes(const io::Image& image, int side, std::uint8_t* pixels);

// Fills count, size, pixels and paths of a set; its columns are left alone. Pictures that cannot be read are
// told together in one RuntimeError(Input). `location` stands in the message about memory.
void loadPictures(const std::vector<std::filesystem::path>& files, int side, const std::string& location,
                  ImageSet& set, std::stop_token stop, const LoadProgress& progress);

}  // namespace selfsight::data
