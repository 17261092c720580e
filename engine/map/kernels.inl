// Included by one source file an instruction set, inside its namespace. Nothing of the standard library's
// inline code may be used in these files: the linker could keep the copy that was compiled for a newer
// processor.
#include "map/kernels_vector.inl"

#include "map/kernels_fft.inl"
#include "map/kernels_grid.inl"
#include "map/kernels_rows.inl"
#include "map/kernels_tsne.inl"
#include "map/kernels_umap.inl"
