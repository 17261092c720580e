# Theme, maps, curves and exports. References that frames are compared with are in tests/data/ui; SELFSIGHT_RECORD=1 records them.
foreach(name theme map_index map_renderer map_area curves export render report_files map_layers points findings)
    selfsight_ui_test(${name} SOURCES test_${name}.cpp)
endforeach()
target_compile_definitions(test_ui_map_renderer PRIVATE SELFSIGHT_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/../data")
selfsight_ui_test(map_screenshots SOURCES test_map_screenshots.cpp)
add_test(NAME ui_map_screenshots_2x COMMAND test_ui_map_screenshots)
set_tests_properties(ui_map_screenshots_2x PROPERTIES TIMEOUT 300 LABELS ui
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_SCALE_FACTOR=2;OMP_WAIT_POLICY=passive;LC_ALL=C.UTF-8;SELFSIGHT_SCREENSHOTS_DEFAULT=${CMAKE_BINARY_DIR}/screenshots")
