#include "store/tensorboard.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::store;
using selfsight::test::TemporaryFolder;

TEST_CASE("TensorBoard reads scalars, hyper-parameters and the end, and forgets what a resumed run repeats") {
    const TemporaryFolder folder;
    {
        TensorBoardWriter writer(folder.path());
        writer.hyperParameters("byol", {{"lr", 5e-4}, {"method", std::string("byol")}, {"flip", true}});
        for (std::int64_t step = 10; step <= 300; step += 10)
            writer.scalars(step, {{"train_loss", 1.0 / static_cast<double>(step)}, {"lr", 5e-4}});
    }
    TensorBoardWriter resumed(folder.path(), 201);
    CHECK(resumed.path().filename().string().starts_with("events.out.tfevents."));
    resumed.scalars(210, {{"train_loss", 0.5}, {"val_knn", -INFINITY}});
    resumed.ended(true);
    test::requirePython(R"(
import sys, warnings
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
a = EventAccumulator(sys.argv[1]); a.Reload()
assert sorted(a.Tags()['scalars']) == ['lr', 'train_loss', 'val_knn'], a.Tags()
loss = a.Scalars('train_loss')
assert [e.step for e in loss] == list(range(10, 201, 10)) + [210], [e.step for e in loss]
assert abs(loss[0].value - 0.1) < 1e-7 and loss[-1].value == 0.5 and loss[0].wall_time > 1.7e9
assert a.Scalars('val_knn')[0].value == float('-inf')
from tensorboard.plugins.hparams import plugin_data_pb2
data = plugin_data_pb2.HParamsPluginData
start = data.FromString(a.SummaryMetadata('_hparams_/session_start_info').plugin_data.content).session_start_info
assert dict((k, v.WhichOneof('kind')) for k, v in start.hparams.items()) == {'lr': 'number_value', 'method': 'string_value', 'flip': 'bool_value'}
assert start.hparams['method'].string_value == 'byol' and start.hparams['flip'].bool_value and start.group_name == 'byol'
end = data.FromString(a.SummaryMetadata('_hparams_/session_end_info').plugin_data.content).session_end_info
assert end.status == 1 and end.end_time_secs > 1.7e9
)",
                        {folder.path().string()});
}
