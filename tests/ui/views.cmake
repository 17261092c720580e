# Theme, maps, curves and exports. References that frames are compared with are in tests/data/ui; SELFSIGHT_RECORD=1 records them.
foreach(name theme map_index map_renderer map_area curves export render report_files)
    selfsight_ui_test(${name} SOURCES test_${name}.cpp)
endforeach()
target_compile_definitions(test_ui_map_renderer PRIVATE SELFSIGHT_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/../data")
