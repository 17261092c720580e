# Theme, maps, curves and exports.
foreach(name theme map_index map_renderer map_references map_area map_edges curves curves_view export render report_files map_layers points findings)
    selfsight_ui_test(${name} SOURCES test_${name}.cpp)
endforeach()
# References that frames are compared with are in tests/data/ui; the target record_map_references records them anew.
foreach(name map_renderer map_references)
    target_compile_definitions(test_ui_${name} PRIVATE SELFSIGHT_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/../data")
endforeach()
set(recording ${CMAKE_COMMAND} -E env SELFSIGHT_RECORD=1 QT_QPA_PLATFORM=offscreen)
add_custom_target(record_map_references
    COMMAND ${recording} $<TARGET_FILE:test_ui_map_renderer> framesLookAsRecorded
    COMMAND ${recording} $<TARGET_FILE:test_ui_map_references>
    VERBATIM)
selfsight_ui_test(window_data SOURCES test_window_data.cpp)
selfsight_ui_test(map_screenshots SOURCES test_map_screenshots.cpp)
add_test(NAME ui_map_screenshots_2x COMMAND test_ui_map_screenshots)
set_tests_properties(ui_map_screenshots_2x PROPERTIES TIMEOUT 300 LABELS ui
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_SCALE_FACTOR=2;OMP_WAIT_POLICY=passive;LC_ALL=C.UTF-8;SELFSIGHT_SCREENSHOTS_DEFAULT=${CMAKE_BINARY_DIR}/screenshots")
selfsight_ui_test(window_exchange SOURCES test_window_exchange.cpp)
target_compile_definitions(test_ui_window_exchange PRIVATE SELFSIGHT_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/../data")
selfsight_ui_test(window_sources SOURCES test_window_sources.cpp)
target_compile_definitions(test_ui_window_sources PRIVATE SELFSIGHT_TEST_PYTHON="${SELFSIGHT_TEST_PYTHON}")
selfsight_ui_test(soak SOURCES test_soak.cpp TIMEOUT 3600)
