<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
<context>
    <name>CurvesView</name>
    <message>
        <source>Smoothed by an exponential moving average of weight %1, the measured values pale behind it.</source>
        <translation>Сглажено экспоненциальным средним с весом %1, измеренные значения бледно позади.</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>PNG at 2× (*.png)</source>
        <translation>PNG 2× (*.png)</translation>
    </message>
    <message>
        <source>SVG (*.svg)</source>
        <translation>SVG (*.svg)</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Таблица (*.csv)</translation>
    </message>
</context>
<context>
    <name>Options</name>
    <message>
        <source>Encoder</source>
        <translation>Кодировщик</translation>
    </message>
    <message>
        <source>The notebook&apos;s residual network; a compact one that ends in a mean and a norm, for small budgets; or ResNet-18 in CIFAR form; pad2 with the wider border of solo-learn&apos;s, linear without a ReLU after its stem as lightly&apos;s.</source>
        <translation>Остаточная сеть из блокнота; компактная, с усреднением и нормировкой в конце, для малого бюджета; или ResNet-18 для CIFAR; pad2 — с более широкой каймой, как в solo-learn, linear — без ReLU после первого слоя, как в lightly.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Ширина</translation>
    </message>
    <message>
        <source>Scales every channel count; half the width costs about a quarter of the time.</source>
        <translation>Множитель числа каналов всех слоёв; вдвое меньшая ширина обходится примерно в четверть времени.</translation>
    </message>
    <message>
        <source>Width of the last stage</source>
        <translation>Ширина последней ступени</translation>
    </message>
    <message>
        <source>Scales the last stage, and so the embedding, alone; 0 means as the rest.</source>
        <translation>Множитель только для последней ступени, а значит и для эмбеддинга; 0 — как у остальных.</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Обучение</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Размер пакета</translation>
    </message>
    <message>
        <source>Images a step (batch norm needs two); larger is steadier and takes fewer steps.</source>
        <translation>Изображений за шаг (пакетной нормировке нужно хотя бы два); чем больше, тем ровнее обучение и меньше шагов.</translation>
    </message>
    <message>
        <source>images</source>
        <translation>изображений</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Точность чисел</translation>
    </message>
    <message>
        <source>Number format of the convolutions; auto measures once which one is faster and stores it.</source>
        <translation>Формат чисел в свёртках; auto один раз измеряет, какой быстрее, и запоминает его.</translation>
    </message>
    <message>
        <source>Recorded steps</source>
        <translation>Записанные шаги</translation>
    </message>
    <message>
        <source>On a GPU a step is recorded once and launched as a whole afterwards (CUDA graph); auto: where that can be done and gives the same step.</source>
        <translation>На видеокарте шаг один раз записывается и затем запускается целиком (граф CUDA); auto: там, где это возможно и даёт тот же шаг.</translation>
    </message>
    <message>
        <source>Validation share</source>
        <translation>Доля валидации</translation>
    </message>
    <message>
        <source>Share of the training images set aside to watch the run and to choose by; the same share of every class.</source>
        <translation>Доля обучающих изображений, отложенная, чтобы следить за запуском и выбирать по ней; одинаковая в каждом классе.</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>Оценивать каждые</translation>
    </message>
    <message>
        <source>Distance of evaluations on validation images; 0: only at the end.</source>
        <translation>Промежуток между оценками на валидационных изображениях; 0 — только в конце.</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>эпох</translation>
    </message>
    <message>
        <source>Evaluation images</source>
        <translation>Изображений для оценки</translation>
    </message>
    <message>
        <source>At most so many validation images are used; more cost time and steady the number.</source>
        <translation>Берётся не больше стольких валидационных изображений; чем их больше, тем дольше оценка и устойчивее число.</translation>
    </message>
    <message>
        <source>Report every</source>
        <translation>Точка кривой каждые</translation>
    </message>
    <message>
        <source>Steps averaged into one point of the curve; 0: from the size of the network.</source>
        <translation>Сколько шагов усредняется в одну точку кривой; 0 — по размеру сети.</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>шагов</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>Контрольная точка каждые</translation>
    </message>
    <message>
        <source>A crash loses at most so much work.</source>
        <translation>При сбое теряется не больше работы за это время.</translation>
    </message>
    <message>
        <source>s</source>
        <translation>с</translation>
    </message>
    <message>
        <source>Early stop</source>
        <translation>Ранняя остановка</translation>
    </message>
    <message>
        <source>Ends the run after so many evaluations without a better validation metric; 0: never.</source>
        <translation>Запуск заканчивается после стольких оценок без улучшения показателя на валидации; 0 — никогда.</translation>
    </message>
    <message>
        <source>evaluations</source>
        <translation>оценок</translation>
    </message>
    <message>
        <source>Live map</source>
        <translation>Живая карта</translation>
    </message>
    <message>
        <source>A map of so many test images forms while the run trains, in under 3 % of its time; 0: none. It changes nothing about the run.</source>
        <translation>Карта стольких тестовых изображений складывается по ходу обучения и занимает меньше 3 % его времени; 0 — без карты. На сам запуск она не влияет.</translation>
    </message>
    <message>
        <source>Keep embeddings every</source>
        <translation>Сохранять эмбеддинги каждые</translation>
    </message>
    <message>
        <source>Keeps embeddings of test images every so many epochs, for maps through training; 0: never.</source>
        <translation>Раз в столько эпох сохраняются эмбеддинги тестовых изображений — для карт по ходу обучения; 0 — никогда.</translation>
    </message>
    <message>
        <source>Images of kept embeddings</source>
        <translation>Изображений в сохранённых эмбеддингах</translation>
    </message>
    <message>
        <source>So many test images are embedded each time.</source>
        <translation>Столько тестовых изображений кодируется каждый раз.</translation>
    </message>
    <message>
        <source>Embed training images</source>
        <translation>Эмбеддинги обучающих изображений</translation>
    </message>
    <message>
        <source>Also extracts the embeddings of training and validation images, which the standard probe needs.</source>
        <translation>Извлекать и эмбеддинги обучающих и валидационных изображений: они нужны стандартной пробе.</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Оптимизатор</translation>
    </message>
    <message>
        <source>AdamW, SGD with Nesterov momentum, or LARS for very large batches.</source>
        <translation>AdamW, SGD с моментом Нестерова или LARS для очень больших пакетов.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Темп обучения</translation>
    </message>
    <message>
        <source>The peak rate; larger learns faster until it breaks.</source>
        <translation>Наибольший темп; чем он больше, тем быстрее обучение — пока оно не сорвётся.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Затухание весов</translation>
    </message>
    <message>
        <source>Pulls weights to zero; larger regularises more.</source>
        <translation>Тянет веса к нулю; чем больше, тем сильнее регуляризация.</translation>
    </message>
    <message>
        <source>Decay norms and biases</source>
        <translation>Затухание нормировок и смещений</translation>
    </message>
    <message>
        <source>Off: weight decay leaves norms and biases alone.</source>
        <translation>Выключено: нормировки и смещения не затухают.</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Момент</translation>
    </message>
    <message>
        <source>Of SGD and LARS.</source>
        <translation>Для SGD и LARS.</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Бета 1</translation>
    </message>
    <message>
        <source>AdamW&apos;s memory of the gradient.</source>
        <translation>Память AdamW о градиенте.</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Бета 2</translation>
    </message>
    <message>
        <source>AdamW&apos;s memory of the squared gradient.</source>
        <translation>Память AdamW о квадрате градиента.</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Эпсилон</translation>
    </message>
    <message>
        <source>Keeps AdamW&apos;s division finite.</source>
        <translation>Не даёт делению в AdamW уйти в бесконечность.</translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation>Предел градиента</translation>
    </message>
    <message>
        <source>Largest norm of the whole gradient; 0: no limit.</source>
        <translation>Наибольшая норма всего градиента; 0 — без предела.</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Расписание</translation>
    </message>
    <message>
        <source>How the learning rate follows the budget; plateau follows the validation metric instead.</source>
        <translation>Как темп обучения меняется за отведённый бюджет; plateau вместо этого следует показателю на валидации.</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Разогрев</translation>
    </message>
    <message>
        <source>Share of the run over which the rate rises from near zero.</source>
        <translation>Доля запуска, за которую темп поднимается почти от нуля.</translation>
    </message>
    <message>
        <source>of the run</source>
        <translation>запуска</translation>
    </message>
    <message>
        <source>Peak of the cycle</source>
        <translation>Вершина цикла</translation>
    </message>
    <message>
        <source>Where one-cycle is at its highest.</source>
        <translation>Где one-cycle достигает наибольшего темпа.</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Нижний предел</translation>
    </message>
    <message>
        <source>Where cosine and one-cycle end.</source>
        <translation>Чем заканчиваются cosine и one-cycle.</translation>
    </message>
    <message>
        <source>of the peak</source>
        <translation>наибольшего</translation>
    </message>
    <message>
        <source>Plateau factor</source>
        <translation>Множитель плато</translation>
    </message>
    <message>
        <source>The rate is multiplied by this on a plateau.</source>
        <translation>На плато темп умножается на это число.</translation>
    </message>
    <message>
        <source>Plateau patience</source>
        <translation>Терпение на плато</translation>
    </message>
    <message>
        <source>Evaluations without gain that are borne before the rate falls.</source>
        <translation>Сколько оценок без улучшения терпеть, прежде чем снизить темп.</translation>
    </message>
    <message>
        <source>Plateau threshold</source>
        <translation>Порог плато</translation>
    </message>
    <message>
        <source>A gain is more than this share of the best so far.</source>
        <translation>Улучшением считается прирост больше этой доли лучшего значения.</translation>
    </message>
    <message>
        <source>Plateau floor</source>
        <translation>Нижний предел на плато</translation>
    </message>
    <message>
        <source>The rate falls no lower.</source>
        <translation>Ниже этого темп не опускается.</translation>
    </message>
    <message>
        <source>Supervised</source>
        <translation>С учителем</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>Сглаживание меток</translation>
    </message>
    <message>
        <source>Share of the target spread over all classes.</source>
        <translation>Доля цели, распределённая по всем классам.</translation>
    </message>
    <message>
        <source>Mixup</source>
        <translation>Mixup</translation>
    </message>
    <message>
        <source>Blends pairs of images with weights from Beta(a, a); larger blends more; 0: off.</source>
        <translation>Смешивает пары изображений с весами из Beta(a, a); чем больше, тем сильнее смешение; 0 — выключено.</translation>
    </message>
    <message>
        <source>CutMix</source>
        <translation>CutMix</translation>
    </message>
    <message>
        <source>Pastes a box of another image, its share from Beta(a, a); 0: off.</source>
        <translation>Вставляет прямоугольник из другого изображения, его доля — из Beta(a, a); 0 — выключено.</translation>
    </message>
    <message>
        <source>Without labels</source>
        <translation>Без меток</translation>
    </message>
    <message>
        <source>Projector</source>
        <translation>Проектор</translation>
    </message>
    <message>
        <source>Two linear layers with a norm between; SimSiam&apos;s three without bias and with a norm at the end; or three without that last norm.</source>
        <translation>Два линейных слоя с нормировкой между ними; три слоя SimSiam без смещений и с нормировкой в конце; или три без этой последней нормировки.</translation>
    </message>
    <message>
        <source>Projector width</source>
        <translation>Ширина проектора</translation>
    </message>
    <message>
        <source>Hidden units of the projector.</source>
        <translation>Скрытых нейронов в проекторе.</translation>
    </message>
    <message>
        <source>Projection size</source>
        <translation>Размер проекции</translation>
    </message>
    <message>
        <source>Dimensions in which views are compared.</source>
        <translation>Размерность, в которой сравниваются виды.</translation>
    </message>
    <message>
        <source>Batch norm in the heads</source>
        <translation>Пакетная нормировка в головах</translation>
    </message>
    <message>
        <source>Off: the heads have linear layers and ReLU alone.</source>
        <translation>Выключено: в головах только линейные слои и ReLU.</translation>
    </message>
    <message>
        <source>Joint views</source>
        <translation>Общий пакет видов</translation>
    </message>
    <message>
        <source>All views pass in one batch and share batch statistics; faster.</source>
        <translation>Все виды проходят одним пакетом с общей пакетной статистикой; так быстрее.</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Виды</translation>
    </message>
    <message>
        <source>Full-size views of each image.</source>
        <translation>Полноразмерных видов каждого изображения.</translation>
    </message>
    <message>
        <source>Small views</source>
        <translation>Малые виды</translation>
    </message>
    <message>
        <source>Small crops a step (multi-crop); each costs a fraction of a full view.</source>
        <translation>Малых вырезов за шаг (multi-crop); каждый стоит долю полного вида.</translation>
    </message>
    <message>
        <source>Size of small views</source>
        <translation>Размер малых видов</translation>
    </message>
    <message>
        <source>Side of the small crops; up to 1: as a share of the images&apos; side.</source>
        <translation>Сторона малых вырезов; до 1 — доля стороны изображений.</translation>
    </message>
    <message>
        <source>px</source>
        <translation>пикс.</translation>
    </message>
    <message>
        <source>Small views from</source>
        <translation>Малые виды от</translation>
    </message>
    <message>
        <source>Least share of the image that a small crop shows.</source>
        <translation>Наименьшая доля изображения в малом вырезе.</translation>
    </message>
    <message>
        <source>Small views to</source>
        <translation>Малые виды до</translation>
    </message>
    <message>
        <source>Largest share of the image that a small crop shows.</source>
        <translation>Наибольшая доля изображения в малом вырезе.</translation>
    </message>
    <message>
        <source>BYOL and SimSiam</source>
        <translation>BYOL и SimSiam</translation>
    </message>
    <message>
        <source>Predictor width</source>
        <translation>Ширина предсказателя</translation>
    </message>
    <message>
        <source>Hidden units of the predictor.</source>
        <translation>Скрытых нейронов в предсказателе.</translation>
    </message>
    <message>
        <source>Predictor</source>
        <translation>Предсказатель</translation>
    </message>
    <message>
        <source>Without it both methods are expected to collapse.</source>
        <translation>Без него у обоих методов ожидается коллапс.</translation>
    </message>
    <message>
        <source>Predictor&apos;s rate fixed</source>
        <translation>Постоянный темп предсказателя</translation>
    </message>
    <message>
        <source>The predictor stays at the peak learning rate.</source>
        <translation>Предсказатель обучается с наибольшим темпом до конца.</translation>
    </message>
    <message>
        <source>Moving-average target</source>
        <translation>Цель — скользящее среднее</translation>
    </message>
    <message>
        <source>On: BYOL&apos;s target network. Off: SimSiam&apos;s shared weights.</source>
        <translation>Включено: целевая сеть BYOL. Выключено: общие веса SimSiam.</translation>
    </message>
    <message>
        <source>Moving average</source>
        <translation>Скользящее среднее</translation>
    </message>
    <message>
        <source>Memory of the target network at the start; larger moves slower.</source>
        <translation>Память целевой сети в начале; чем больше, тем медленнее она меняется.</translation>
    </message>
    <message>
        <source>Moving average at the end</source>
        <translation>Скользящее среднее в конце</translation>
    </message>
    <message>
        <source>Reached along half a cosine.</source>
        <translation>Достигается по половине косинусоиды.</translation>
    </message>
    <message>
        <source>Stop-gradient</source>
        <translation>Остановка градиента</translation>
    </message>
    <message>
        <source>Without a moving average and without this, collapse is expected.</source>
        <translation>Без скользящего среднего и без неё ожидается коллапс.</translation>
    </message>
    <message>
        <source>Mean target</source>
        <translation>Средняя цель</translation>
    </message>
    <message>
        <source>Predicts the mean of the other views&apos; targets (FastSiam).</source>
        <translation>Предсказывается среднее целей остальных видов (FastSiam).</translation>
    </message>
    <message>
        <source>SimCLR, Barlow Twins and VICReg</source>
        <translation>SimCLR, Barlow Twins и VICReg</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Температура</translation>
    </message>
    <message>
        <source>Of SimCLR: lower looks harder at the most similar other images.</source>
        <translation>Для SimCLR: чем ниже, тем больше внимания самым похожим чужим изображениям.</translation>
    </message>
    <message>
        <source>Redundancy</source>
        <translation>Избыточность</translation>
    </message>
    <message>
        <source>Of Barlow Twins: weight of the correlations between different dimensions.</source>
        <translation>Для Barlow Twins: вес корреляций между разными измерениями.</translation>
    </message>
    <message>
        <source>Invariance</source>
        <translation>Инвариантность</translation>
    </message>
    <message>
        <source>Of VICReg: weight of the distance between views.</source>
        <translation>Для VICReg: вес расстояния между видами.</translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>Дисперсия</translation>
    </message>
    <message>
        <source>Of VICReg: weight of the demand that every dimension varies.</source>
        <translation>Для VICReg: вес требования, чтобы каждое измерение менялось.</translation>
    </message>
    <message>
        <source>Covariance</source>
        <translation>Ковариация</translation>
    </message>
    <message>
        <source>Of VICReg: weight of the covariances between dimensions.</source>
        <translation>Для VICReg: вес ковариаций между измерениями.</translation>
    </message>
    <message>
        <source>Random weights</source>
        <translation>Случайные веса</translation>
    </message>
    <message>
        <source>Calibration images</source>
        <translation>Изображений для калибровки</translation>
    </message>
    <message>
        <source>After the last step the batch-norm statistics are measured anew on so many training images as they are; those of training are of augmented or smaller views. 0: as training left them.</source>
        <translation>После последнего шага статистика пакетной нормировки измеряется заново на стольких неизменённых обучающих изображениях; при обучении она набирается на искажённых или уменьшенных. 0: как осталась после обучения.</translation>
    </message>
    <message>
        <source>Training images over which the batch-norm statistics of untrained weights are averaged.</source>
        <translation>По стольким обучающим изображениям усредняется статистика пакетной нормировки при необученных весах.</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>Аугментация</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Порядок</translation>
    </message>
    <message>
        <source>Crop before colour (the papers), or after it (byol-pytorch).</source>
        <translation>Вырез до изменения цвета (как в статьях) или после него (byol-pytorch).</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Вырез</translation>
    </message>
    <message>
        <source>Shift within a zero border, or a random box resized to the full image.</source>
        <translation>Сдвиг внутри нулевой каймы или случайный прямоугольник, растянутый до полного изображения.</translation>
    </message>
    <message>
        <source>Size of views</source>
        <translation>Размер видов</translation>
    </message>
    <message>
        <source>Side of the views, with a resized crop or none; up to 1: as a share of the images&apos; side; smaller than the images trains faster; 0: as the images.</source>
        <translation>Сторона вида, при вырезке с растяжением или без вырезки; до 1 — доля стороны изображений; меньше исходной — обучение быстрее; 0 — как у изображений.</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>Кайма</translation>
    </message>
    <message>
        <source>Width of the border of the shifting crop.</source>
        <translation>Ширина каймы при вырезе со сдвигом.</translation>
    </message>
    <message>
        <source>Crop from</source>
        <translation>Вырез от</translation>
    </message>
    <message>
        <source>Least share of the image that a resized crop shows.</source>
        <translation>Наименьшая доля изображения в растянутом вырезе.</translation>
    </message>
    <message>
        <source>Crop to</source>
        <translation>Вырез до</translation>
    </message>
    <message>
        <source>Largest share of the image that a resized crop shows.</source>
        <translation>Наибольшая доля изображения в растянутом вырезе.</translation>
    </message>
    <message>
        <source>Flip</source>
        <translation>Отражение</translation>
    </message>
    <message>
        <source>Probability of a horizontal flip.</source>
        <translation>Вероятность отражения по горизонтали.</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Поворот</translation>
    </message>
    <message>
        <source>Largest angle either way.</source>
        <translation>Наибольший угол в обе стороны.</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>градусов</translation>
    </message>
    <message>
        <source>Colour model</source>
        <translation>Модель цвета</translation>
    </message>
    <message>
        <source>torchvision&apos;s operations in random order, or one colour matrix a sample (faster, not the same).</source>
        <translation>Операции torchvision в случайном порядке или одна матрица цвета на пример (быстрее, но не то же самое).</translation>
    </message>
    <message>
        <source>Colour jitter</source>
        <translation>Дрожание цвета</translation>
    </message>
    <message>
        <source>Probability that colours are jittered.</source>
        <translation>Вероятность случайного изменения цвета.</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>Яркость</translation>
    </message>
    <message>
        <source>Strength of the jitter.</source>
        <translation>Сила дрожания.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Контраст</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Насыщенность</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>Оттенок</translation>
    </message>
    <message>
        <source>turns</source>
        <translation>оборота</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Серое</translation>
    </message>
    <message>
        <source>Probability of losing all colour.</source>
        <translation>Вероятность потери цвета.</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>Размытие</translation>
    </message>
    <message>
        <source>Probability of a Gaussian blur.</source>
        <translation>Вероятность гауссова размытия.</translation>
    </message>
    <message>
        <source>Blur window</source>
        <translation>Окно размытия</translation>
    </message>
    <message>
        <source>Odd side of the window.</source>
        <translation>Нечётная сторона окна.</translation>
    </message>
    <message>
        <source>Blur from</source>
        <translation>Размытие от</translation>
    </message>
    <message>
        <source>Least deviation of the Gaussian.</source>
        <translation>Наименьшее отклонение гауссианы.</translation>
    </message>
    <message>
        <source>Blur to</source>
        <translation>Размытие до</translation>
    </message>
    <message>
        <source>Largest deviation of the Gaussian.</source>
        <translation>Наибольшее отклонение гауссианы.</translation>
    </message>
    <message>
        <source>Solarise</source>
        <translation>Соляризация</translation>
    </message>
    <message>
        <source>Probability that bright values are inverted.</source>
        <translation>Вероятность обращения ярких значений.</translation>
    </message>
    <message>
        <source>Blur of the second view</source>
        <translation>Размытие второго вида</translation>
    </message>
    <message>
        <source>As Blur, for every second view; −1: the same.</source>
        <translation>Как «Размытие», но для каждого второго вида; −1 — то же.</translation>
    </message>
    <message>
        <source>Solarise of the second view</source>
        <translation>Соляризация второго вида</translation>
    </message>
    <message>
        <source>As Solarise, for every second view; −1: the same.</source>
        <translation>Как «Соляризация», но для каждого второго вида; −1 — то же.</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>Нормировка</translation>
    </message>
    <message>
        <source>By the training images&apos; own mean and deviation, or by ImageNet&apos;s.</source>
        <translation>По среднему и отклонению самих обучающих изображений или ImageNet.</translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>ОК</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Да</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>&amp;Нет</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>What does an image encoder learn with labels, without labels, and untrained?</source>
        <translation>Чему учится энкодер изображений с метками, без меток и без обучения?</translation>
    </message>
    <message>
        <source>Folder of runs to open or make.</source>
        <translation>Папка запусков: открыть или создать.</translation>
    </message>
    <message>
        <source>Data for the next run: demo, a CIFAR archive, a folder.</source>
        <translation>Данные для следующего запуска: demo, архив CIFAR, папка.</translation>
    </message>
    <message>
        <source>Start the comparison on the demo at once.</source>
        <translation>Сразу начать сравнение на демо.</translation>
    </message>
    <message>
        <source>A workspace, an archive or a folder of images.</source>
        <translation>Рабочая папка, архив или папка изображений.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui</name>
    <message>
        <source>%1 is named twice</source>
        <translation>%1 названо дважды</translation>
    </message>
    <message>
        <source>type values separated by commas</source>
        <translation>введите значения через запятую</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Зерно</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Точность</translation>
    </message>
    <message>
        <source>95 % low</source>
        <translation>95 % от</translation>
    </message>
    <message>
        <source>95 % high</source>
        <translation>95 % до</translation>
    </message>
    <message>
        <source>Fitted on</source>
        <translation>Обучено на</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Отложено</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Протокол</translation>
    </message>
    <message>
        <source>Extraction</source>
        <translation>Извлечение</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Ширина</translation>
    </message>
    <message>
        <source>Dimension</source>
        <translation>Измерений</translation>
    </message>
    <message>
        <source>Images seen</source>
        <translation>Показано изображений</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Эпохи</translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation>Изобр./с</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Change the option in the set-up and press Start again.</source>
        <translation>Измените параметр в настройке и начните снова.</translation>
    </message>
    <message>
        <source>Choose another file or folder in the set-up, or replace the damaged one; nothing was overwritten.</source>
        <translation>Выберите другой файл или папку или замените повреждённый; ничего не перезаписано.</translation>
    </message>
    <message>
        <source>Choose a smaller batch or width, then resume the run from its last checkpoint.</source>
        <translation>Уменьшите пакет или ширину и продолжите запуск с последней контрольной точки.</translation>
    </message>
    <message>
        <source>Choose “Automatic” or “CPU” as the device, then resume the run.</source>
        <translation>Выберите устройство «Автоматически» или «CPU» и продолжите запуск.</translation>
    </message>
    <message>
        <source>Free some space or allow writing there, then resume the run from its last checkpoint.</source>
        <translation>Освободите место или разрешите запись и продолжите запуск с последней контрольной точки.</translation>
    </message>
    <message>
        <source>This is a fault in Selfsight. The run keeps its last checkpoint; the log says what happened before.</source>
        <translation>Это ошибка Selfsight. Контрольная точка запуска сохранена; что было до этого, скажет журнал.</translation>
    </message>
    <message>
        <source>step</source>
        <translation>шаг</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>эпоха</translation>
    </message>
    <message>
        <source>images seen</source>
        <translation>показано изображений</translation>
    </message>
    <message>
        <source>training time</source>
        <translation>время обучения</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Функция потерь</translation>
    </message>
    <message>
        <source>k-NN</source>
        <translation>k-NN</translation>
    </message>
    <message>
        <source>Collapse</source>
        <translation>Коллапс</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Темп обучения</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Производительность</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Ранг</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>функция потерь</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>точность</translation>
    </message>
    <message>
        <source>k-NN accuracy on validation</source>
        <translation>точность k-NN на валидации</translation>
    </message>
    <message>
        <source>spread of the normalised embedding (× √d; 0: collapsed)</source>
        <translation>разброс нормированного эмбеддинга (× √d; 0: коллапс)</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>темп обучения</translation>
    </message>
    <message>
        <source>images / s</source>
        <translation>изображений / с</translation>
    </message>
    <message>
        <source>effective rank of the embedding</source>
        <translation>эффективный ранг эмбеддинга</translation>
    </message>
    <message>
        <source>training</source>
        <translation>обучение</translation>
    </message>
    <message>
        <source>linear probe</source>
        <translation>линейная проба</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>валидация</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, зерно %2</translation>
    </message>
    <message>
        <source>The tests compare these trained encoders. A claim about the methods needs at least three seeds of each.</source>
        <translation>Тесты сравнивают эти обученные кодировщики. Для вывода о методах нужно не менее трёх зёрен каждого.</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>Согласованность</translation>
    </message>
    <message>
        <source>Uniformity</source>
        <translation>Равномерность</translation>
    </message>
    <message>
        <source>distance of two views (0: the same direction)</source>
        <translation>расстояние двух видов (0: одно направление)</translation>
    </message>
    <message>
        <source>uniformity (lower: more even)</source>
        <translation>равномерность (меньше: ровнее)</translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation>перплексия %1</translation>
    </message>
    <message>
        <source>%1 neighbours</source>
        <translation>соседей %1</translation>
    </message>
    <message>
        <source>min. distance %1</source>
        <translation>мин. расстояние %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>зерно %1</translation>
    </message>
    <message>
        <source>tied (%1)</source>
        <translation>связанная (%1)</translation>
    </message>
    <message>
        <source>warm-started</source>
        <translation>с тёплого старта</translation>
    </message>
    <message>
        <source>fitted on %1</source>
        <translation>подогнана на %1</translation>
    </message>
    <message>
        <source>other options (%1)</source>
        <translation>другие параметры (%1)</translation>
    </message>
    <message>
        <source>%1: %2 · %3 of %4 runs</source>
        <translation>%1: %2 · запусков %3 из %4</translation>
    </message>
    <message>
        <source>Interval over</source>
        <translation>Интервал по</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Запуски</translation>
    </message>
    <message>
        <source>seeds</source>
        <translation>зёрнам</translation>
    </message>
    <message>
        <source>test images</source>
        <translation>тестовым изображениям</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>PNG…</source>
        <translation>PNG…</translation>
    </message>
    <message>
        <source>SVG…</source>
        <translation>SVG…</translation>
    </message>
    <message>
        <source>PDF…</source>
        <translation>PDF…</translation>
    </message>
    <message>
        <source>CSV…</source>
        <translation>CSV…</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Данные</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Энкодер</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Бюджет</translation>
    </message>
    <message>
        <source>%1 is shown under %2 settings, which differ in: %3.</source>
        <translation>%1 показан при %2 вариантах настроек, которые различаются так: %3.</translation>
    </message>
    <message>
        <source>Not like for like: %1</source>
        <translation>Условия не равны: %1</translation>
    </message>
    <message>
        <source>Every bar has three seeds or more: the means may be compared, too.</source>
        <translation>У каждого столбца три зерна или больше: можно сравнивать и средние.</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Синий</translation>
    </message>
    <message>
        <source>Vermilion</source>
        <translation>Киноварь</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Зелёный</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>Розовый</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Фиолетовый</translation>
    </message>
    <message>
        <source>Ochre</source>
        <translation>Охра</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>Бирюзовый</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Серый</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ActivityBar</name>
    <message>
        <source>Device</source>
        <translation>Устройство</translation>
    </message>
    <message>
        <source>Where the work is done</source>
        <translation>Где идут вычисления</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>The run and its phase</source>
        <translation>Запуск и его фаза</translation>
    </message>
    <message>
        <source>Progress of the phase</source>
        <translation>Ход фазы</translation>
    </message>
    <message>
        <source>Progress of this phase; each phase has its own</source>
        <translation>Ход этой фазы; у каждой фазы свой</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Скорость</translation>
    </message>
    <message>
        <source>How fast this phase goes</source>
        <translation>Как быстро идёт эта фаза</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Эпоха</translation>
    </message>
    <message>
        <source>Passes over the training images</source>
        <translation>Проходы по обучающим изображениям</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Of this phase: gone and left</source>
        <translation>Этой фазы: прошло и осталось</translation>
    </message>
    <message>
        <source>Waiting jobs</source>
        <translation>Задания в очереди</translation>
    </message>
    <message>
        <source>Jobs that wait for their turn</source>
        <translation>Задания, ждущие своей очереди</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>пауза</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>запуск</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>эпоха %1</translation>
    </message>
    <message>
        <source>%1 gone</source>
        <translation>прошло %1</translation>
    </message>
    <message>
        <source>%1 gone, %2 left</source>
        <translation>прошло %1, осталось %2</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n в очереди</numerusform>
            <numerusform>%n в очереди</numerusform>
            <numerusform>%n в очереди</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>selfsight::ui::AugmentationView</name>
    <message>
        <source>Augmented images</source>
        <translation>Аугментированные изображения</translation>
    </message>
    <message>
        <source>Each row is an image as it is, and two views of it as training would see them.</source>
        <translation>В каждой строке изображение как есть и два его вида, какими их увидит обучение.</translation>
    </message>
    <message>
        <source>Loading the images…</source>
        <translation>Загрузка изображений…</translation>
    </message>
    <message>
        <source>image</source>
        <translation>как есть</translation>
    </message>
    <message>
        <source>view 1</source>
        <translation>вид 1</translation>
    </message>
    <message>
        <source>view 2</source>
        <translation>вид 2</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::BarsFigure</name>
    <message>
        <source>Accuracy of the linear probe</source>
        <translation>Точность линейной пробы</translation>
    </message>
    <message>
        <source>Not like for like: %1</source>
        <translation>Условия не равны: %1</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::BarsView</name>
    <message>
        <source>Linear-probe accuracies</source>
        <translation>Точности линейной пробы</translation>
    </message>
    <message>
        <source>┆ chance %1</source>
        <translation>┆ случайно %1</translation>
    </message>
    <message>
        <source>%1: not probed yet</source>
        <translation>%1: проба ещё не сделана</translation>
    </message>
    <message>
        <source>%1: %2, 95 % interval %3 to %4</source>
        <translation>%1: %2, 95 %-й интервал от %3 до %4</translation>
    </message>
    <message>
        <source> (mean of %1 seeds, Student&apos;s t)</source>
        <translation> (среднее по %1 зёрнам, t Стьюдента)</translation>
    </message>
    <message>
        <source>; the notebook&apos;s figure: %1</source>
        <translation>; в блокноте: %1</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::BinDialog</name>
    <message>
        <source>Runs in the bin</source>
        <translation>Запуски в корзине</translation>
    </message>
    <message>
        <source>The bin is empty. Runs that are deleted are kept here until the folder “bin” of the workspace is emptied by hand.</source>
        <translation>Корзина пуста. Удалённые запуски хранятся здесь, пока папку «bin» рабочей папки не очистят вручную.</translation>
    </message>
    <message>
        <source>Chosen runs go back to the workspace with everything that belongs to them.</source>
        <translation>Выбранные запуски вернутся в рабочую папку со всем, что к ним относится.</translation>
    </message>
    <message>
        <source>Several can be chosen</source>
        <translation>Можно выбрать несколько</translation>
    </message>
    <message>
        <source>%1 · %2, seed %3 · %4 · %5</source>
        <translation>%1 · %2, зерно %3 · %4 · %5</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Вернуть</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::Colouring</name>
    <message>
        <source>correct</source>
        <translation>верно</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>неверно</translation>
    </message>
    <message>
        <source>all points</source>
        <translation>все точки</translation>
    </message>
    <message>
        <source>none is right</source>
        <translation>ни один не прав</translation>
    </message>
    <message>
        <source>all are right</source>
        <translation>все правы</translation>
    </message>
    <message>
        <source>correct (held out)</source>
        <translation>верно (отложенные)</translation>
    </message>
    <message>
        <source>predicted class (held out)</source>
        <translation>предсказанный класс (отложенные)</translation>
    </message>
    <message>
        <source>who is right (held out)</source>
        <translation>кто прав (отложенные)</translation>
    </message>
    <message>
        <source>displacement</source>
        <translation>смещение</translation>
    </message>
    <message>
        <source>displacement from %1</source>
        <translation>смещение относительно %1</translation>
    </message>
    <message>
        <source>distortion (neighbours lost)</source>
        <translation>искажение (потерянные соседи)</translation>
    </message>
    <message>
        <source>agreement between encoders</source>
        <translation>согласие кодировщиков</translation>
    </message>
    <message>
        <source>class purity of the neighbours</source>
        <translation>чистота соседей по классу</translation>
    </message>
    <message>
        <source>probe: %1 against %2</source>
        <translation>проба: %1 против %2</translation>
    </message>
    <message>
        <source>%1 names %2 by %3 better than %4 (95 % interval %5 to %6; %7 held-out images; q = %8). ✱: q at most .05</source>
        <translation>%1 узнаёт «%2» лучше, чем %4, на %3 (95 % интервал от %5 до %6; отложенных изображений: %7; q = %8). ✱: q не больше 0.05</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ComparisonPanel</name>
    <message>
        <source>Protocol of the probe</source>
        <translation>Протокол пробы</translation>
    </message>
    <message>
        <source>Notebook: one-vs-rest on 75 % of the test embeddings. Standard: multinomial on the training embeddings, its strength chosen on validation</source>
        <translation>Блокнот: один против всех на 75 % тестовых эмбеддингов. Стандартный: мультиномиальная на обучающих эмбеддингах, сила регуляризации выбрана на валидации</translation>
    </message>
    <message>
        <source>notebook</source>
        <translation>блокнот</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>стандартный</translation>
    </message>
    <message>
        <source>Show the table</source>
        <translation>Показать таблицу</translation>
    </message>
    <message>
        <source>Show the numbers as a table that can be copied</source>
        <translation>Показать числа таблицей, которую можно скопировать</translation>
    </message>
    <message>
        <source>Comparison as a table</source>
        <translation>Сравнение таблицей</translation>
    </message>
    <message>
        <source>Copy as tab-separated values</source>
        <translation>Копировать с табуляцией</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Копировать как Markdown</translation>
    </message>
    <message>
        <source>The accuracy of a linear classifier on each encoder&apos;s embedding appears here when a run has been probed: how much of the classes can be read out of it.</source>
        <translation>Здесь появится точность линейного классификатора на эмбеддинге каждого энкодера, когда проба сделана: сколько о классах можно из него прочесть.</translation>
    </message>
    <message>
        <source>Probe the runs that lack this protocol</source>
        <translation>Сделать пробу там, где её нет</translation>
    </message>
    <message>
        <source>Fits the linear classifier of this protocol on the stored embeddings</source>
        <translation>Обучает линейный классификатор этого протокола на сохранённых эмбеддингах</translation>
    </message>
    <message>
        <source>⚠ Not like for like: %1</source>
        <translation>⚠ Условия не равны: %1</translation>
    </message>
    <message>
        <source>Probe 1 run</source>
        <translation>Проба 1 запуска</translation>
    </message>
    <message>
        <source>Probe %1 runs</source>
        <translation>Проба запусков: %1</translation>
    </message>
    <message>
        <source>One-vs-rest, C = %1</source>
        <translation>Один против всех, C = %1</translation>
    </message>
    <message>
        <source>Multinomial, C = %1, standardised</source>
        <translation>Мультиномиальная, C = %1, стандартизовано</translation>
    </message>
    <message>
        <source> · fitted on %1, tested on %2 images</source>
        <translation> · обучено на %1, проверено на %2 изображениях</translation>
    </message>
    <message>
        <source> · mean over seeds, 95 % by Student&apos;s t</source>
        <translation> · среднее по зёрнам, 95 % по Стьюденту</translation>
    </message>
    <message>
        <source> · 95 % Wilson interval</source>
        <translation> · 95 %-й интервал Уилсона</translation>
    </message>
    <message>
        <source> · did not converge</source>
        <translation> · не сошлось</translation>
    </message>
    <message>
        <source>⚠ Collapsed: %1. Nearly all images have the same embedding direction; the loss fell while nothing was learned.</source>
        <translation>⚠ Коллапс: %1. Почти у всех изображений одно направление представления: потеря падала, а обучения не было.</translation>
    </message>
    <message>
        <source> · random weights: mean of several draws, 95 % by Student&apos;s t</source>
        <translation> · случайные веса: среднее нескольких выборок, 95 % по Стьюденту</translation>
    </message>
    <message>
        <source> · strength chosen on validation</source>
        <translation> · сила подобрана на валидации</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source> · label “%1”</source>
        <translation> · метка «%1»</translation>
    </message>
    <message>
        <source>Export the accuracies</source>
        <translation>Экспорт точностей</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>Копировать как LaTeX</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ConfusionFigure</name>
    <message>
        <source>What %1 takes for what</source>
        <translation>Что с чем путает %1</translation>
    </message>
    <message>
        <source>Rows: what the image shows; columns: what the linear probe says, of held-out images (protocol %1, %2 images). The darker, the larger the share of the row (its square root).</source>
        <translation>Строки: что на изображении; столбцы: что говорит линейная проба об отложенных изображениях (протокол %1, изображений: %2). Чем темнее, тем больше доля строки (её квадратный корень).</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ConfusionView</name>
    <message>
        <source>Confusion matrix</source>
        <translation>Матрица ошибок</translation>
    </message>
    <message>
        <source>Most often mistaken: %1 for %2, %3 images.</source>
        <translation>Чаще всего путают: %1 с %2, изображений: %3.</translation>
    </message>
    <message>
        <source>%1, called %2: %3 of %4 images</source>
        <translation>%1, названо %2: %3 из %4 изображений</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ContactSheet</name>
    <message>
        <source>Selection of %1 images</source>
        <translation>Выборка из %1 изображений</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::Controller</name>
    <message>
        <source>A result could not be read</source>
        <translation>Результат не прочитан</translation>
    </message>
    <message>
        <source>Repair or replace the file; everything else stays usable.</source>
        <translation>Исправьте или замените файл; всё остальное работает.</translation>
    </message>
    <message>
        <source>A job is under way</source>
        <translation>Идёт работа</translation>
    </message>
    <message>
        <source>It writes into %1.</source>
        <translation>Она пишет в %1.</translation>
    </message>
    <message>
        <source>Stop it first, then open the other workspace.</source>
        <translation>Сначала остановите её, затем откройте другую папку.</translation>
    </message>
    <message>
        <source>The workspace cannot be opened</source>
        <translation>Рабочая папка не открывается</translation>
    </message>
    <message>
        <source>Choose another folder with Workspace ▸ Open, or allow writing there.</source>
        <translation>Выберите другую папку (Папка ▸ Открыть) или разрешите запись в неё.</translation>
    </message>
    <message>
        <source>Opened workspace %1</source>
        <translation>Открыта рабочая папка %1</translation>
    </message>
    <message>
        <source>The run cannot start</source>
        <translation>Запуск невозможен</translation>
    </message>
    <message>
        <source>The comparison cannot start</source>
        <translation>Сравнение невозможно</translation>
    </message>
    <message>
        <source>%1 map of %2</source>
        <translation>Карта %1: %2</translation>
    </message>
    <message>
        <source>The run is being written now.</source>
        <translation>В этот запуск сейчас идёт запись.</translation>
    </message>
    <message>
        <source>The run was not changed</source>
        <translation>Запуск не изменён</translation>
    </message>
    <message>
        <source>Try again when the run has ended.</source>
        <translation>Повторите, когда он закончится.</translation>
    </message>
    <message>
        <source>Moved %1 to the bin folder of the workspace</source>
        <translation>%1 перемещён в корзину рабочей папки</translation>
    </message>
    <message>
        <source>The run was not deleted</source>
        <translation>Запуск не удалён</translation>
    </message>
    <message>
        <source>Stop the run first.</source>
        <translation>Сначала остановите его.</translation>
    </message>
    <message>
        <source>A run cannot be read</source>
        <translation>Запуск не читается</translation>
    </message>
    <message>
        <source>The other runs are not affected. Repair the folder or move it out of the workspace.</source>
        <translation>Остальных это не касается. Исправьте папку или уберите её из рабочей.</translation>
    </message>
    <message>
        <source>Started: %1</source>
        <translation>Начато: %1</translation>
    </message>
    <message>
        <source>Finished: %1</source>
        <translation>Закончено: %1</translation>
    </message>
    <message>
        <source>Stopped and kept: %1</source>
        <translation>Остановлено с сохранением: %1</translation>
    </message>
    <message>
        <source>Cancelled: %1</source>
        <translation>Отменено: %1</translation>
    </message>
    <message>
        <source>Failed: %1: %2</source>
        <translation>Сбой: %1: %2</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1: сбой</translation>
    </message>
    <message>
        <source>Notes and selections</source>
        <translation>Заметки и выборки</translation>
    </message>
    <message>
        <source>Repair workspace.json or free some space, then open the workspace again.</source>
        <translation>Исправьте workspace.json или освободите место и откройте рабочую папку снова.</translation>
    </message>
    <message>
        <source>Label “%1”</source>
        <translation>Метка «%1»</translation>
    </message>
    <message>
        <source>Embeddings of %1</source>
        <translation>Представления: %1</translation>
    </message>
    <message>
        <source>The run cannot be probed</source>
        <translation>Запуск нельзя оценить пробой</translation>
    </message>
    <message>
        <source>Evaluation of the runs shown</source>
        <translation>Оценка показанных запусков</translation>
    </message>
    <message>
        <source>Four maps are shown</source>
        <translation>Показаны четыре карты</translation>
    </message>
    <message>
        <source>There is no room for another one beside them.</source>
        <translation>Рядом с ними нет места для ещё одной.</translation>
    </message>
    <message>
        <source>Untick a run in the list of runs first.</source>
        <translation>Сначала снимите отметку с запуска в списке.</translation>
    </message>
    <message>
        <source>Put %1 back from the bin</source>
        <translation>%1 возвращён из корзины</translation>
    </message>
    <message>
        <source>The run was not put back</source>
        <translation>Запуск не возвращён</translation>
    </message>
    <message>
        <source>The variation cannot start</source>
        <translation>Вариации нельзя начать</translation>
    </message>
    <message>
        <source>The queue cannot be kept</source>
        <translation>Очередь нельзя сохранить</translation>
    </message>
    <message>
        <source>The map cannot be made</source>
        <translation>Карту нельзя построить</translation>
    </message>
    <message>
        <source>Maps through the training of %1</source>
        <translation>Карты по ходу обучения: %1</translation>
    </message>
    <message>
        <source>renaming to “%1”</source>
        <translation>переименование в «%1»</translation>
    </message>
    <message>
        <source>notes on %1</source>
        <translation>заметки: %1</translation>
    </message>
    <message>
        <source>deleting “%1”</source>
        <translation>удаление «%1»</translation>
    </message>
    <message>
        <source>deleting %1 runs</source>
        <translation>удаление запусков: %1</translation>
    </message>
    <message>
        <source>putting a run back</source>
        <translation>возврат запуска</translation>
    </message>
    <message>
        <source>putting %1 runs back</source>
        <translation>возврат запусков: %1</translation>
    </message>
    <message>
        <source>The images of these runs are not here</source>
        <translation>Изображений этих запусков здесь нет</translation>
    </message>
    <message>
        <source>Choose your own copy of them with Workspace ▸ Choose data set: they are found in it by content, in whatever order it has them. Everything else can be used as it is.</source>
        <translation>Выберите свою копию: Папка ▸ Выбрать данные — изображения находятся в ней по содержимому, в каком бы порядке они там ни лежали. Всем остальным можно пользоваться.</translation>
    </message>
    <message>
        <source>The images were found by content</source>
        <translation>Изображения найдены по содержимому</translation>
    </message>
    <message>
        <source>They stand in the order of the runs, with the labels that the runs keep.</source>
        <translation>Они стоят в порядке запусков, с метками, которые хранят запуски.</translation>
    </message>
    <message>
        <source>The colour was not kept</source>
        <translation>Цвет не сохранён</translation>
    </message>
    <message>
        <source>%1 runs</source>
        <translation>запусков: %1</translation>
    </message>
    <message>
        <source>colour of %1</source>
        <translation>цвет: %1</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::CostView</name>
    <message>
        <source>%1 GB</source>
        <translation>%1 ГБ</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 МБ</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Измерить</translation>
    </message>
    <message>
        <source>Measure memory and time</source>
        <translation>Измерить память и время</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>Прервать</translation>
    </message>
    <message>
        <source>A job uses the machine: measured now, nothing would be true.</source>
        <translation>Машина занята задачей: измерение сейчас было бы неверным.</translation>
    </message>
    <message>
        <source>Train a few steps to say how much memory and how long it takes</source>
        <translation>Обучить несколько шагов и сказать, сколько нужно памяти и времени</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Измерение…</translation>
    </message>
    <message>
        <source>%1 M parameters · %2 M multiply-adds an image</source>
        <translation>%1 млн параметров · %2 млн умножений-сложений на изображение</translation>
    </message>
    <message>
        <source>Parameters that are trained, heads included; multiply-adds of the encoder&apos;s convolutions, forward</source>
        <translation>Обучаемые параметры вместе с головами; умножения-сложения свёрток кодировщика, прямой проход</translation>
    </message>
    <message>
        <source>%1 · %2 images/s · %3 epochs in about %4 of training</source>
        <translation>%1 · %2 изобр./с · эпох %3, около %4 обучения</translation>
    </message>
    <message>
        <source>Memory of images, weights, gradients, moments and one step, without the program itself (some 300 MB). Time of all runs, without evaluations, embeddings, maps and probes.</source>
        <translation>Память изображений, весов, градиентов, моментов и одного шага, без самой программы (около 300 МБ). Время всех запусков, без оценок, эмбеддингов, карт и проб.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::CurvesPlot</name>
    <message>
        <source>Curves</source>
        <translation>Кривые</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::CurvesView</name>
    <message>
        <source>Metric</source>
        <translation>Показатель</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Горизонтальная ось</translation>
    </message>
    <message>
        <source>What the horizontal axis counts</source>
        <translation>Что отложено по горизонтали</translation>
    </message>
    <message>
        <source>by step</source>
        <translation>по шагам</translation>
    </message>
    <message>
        <source>by epoch</source>
        <translation>по эпохам</translation>
    </message>
    <message>
        <source>by images</source>
        <translation>по изображениям</translation>
    </message>
    <message>
        <source>by time</source>
        <translation>по времени</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Сглаживание</translation>
    </message>
    <message>
        <source>Smoothing: weight of the exponential moving average. The measured line stays behind it</source>
        <translation>Сглаживание: вес экспоненциального среднего. Измеренная линия остаётся позади</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Сгладить</translation>
    </message>
    <message>
        <source>log</source>
        <translation>лог</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>Логарифмическая ось</translation>
    </message>
    <message>
        <source>Logarithmic vertical axis</source>
        <translation>Логарифмическая вертикальная ось</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Вписать</translation>
    </message>
    <message>
        <source>Show everything (double-click on the plot)</source>
        <translation>Показать всё (двойной щелчок по графику)</translation>
    </message>
    <message>
        <source>Learning curves appear here as soon as a run reports its first loss.
Start one with New run, or all four with Compare.</source>
        <translation>Кривые обучения появятся здесь с первым значением потерь.
Начните один запуск или сравнение всех четырёх.</translation>
    </message>
    <message>
        <source>No values yet: the first ones come after the first reporting interval.</source>
        <translation>Значений ещё нет: первые придут после первого интервала.</translation>
    </message>
    <message>
        <source>All runs are switched off in the legend.</source>
        <translation>Все запуски выключены в легенде.</translation>
    </message>
    <message>
        <source>No run in the legend has values of this kind on this axis.</source>
        <translation>Ни у одного запуска нет таких значений на этой оси.</translation>
    </message>
    <message>
        <source>Export curves</source>
        <translation>Экспорт кривых</translation>
    </message>
    <message>
        <source>CSV, values in view…</source>
        <translation>CSV, видимые значения…</translation>
    </message>
    <message>
        <source>CSV, all values…</source>
        <translation>CSV, все значения…</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Показать всё</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::DeviceView</name>
    <message>
        <source>Memory and use of the GPU by all programs, every two seconds</source>
        <translation>Память и загрузка GPU всеми программами, раз в две секунды</translation>
    </message>
    <message>
        <source>%1: %2 of %3 GB used</source>
        <translation>%1: занято %2 из %3 ГБ</translation>
    </message>
    <message>
        <source>, %1 % busy</source>
        <translation>, загрузка %1 %</translation>
    </message>
    <message>
        <source>No NVIDIA GPU on this machine: work runs on the CPU.</source>
        <translation>На этой машине нет GPU NVIDIA: работа идёт на процессоре.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::Download</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Папку %1 нельзя создать.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Выберите другую папку.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 нельзя записать: %2</translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>Выберите другую папку или освободите место.</translation>
    </message>
    <message>
        <source>Free some space, then go on.</source>
        <translation>Освободите место и продолжите.</translation>
    </message>
    <message>
        <source>The server has another file than the one that was begun.</source>
        <translation>На сервере не тот файл, загрузка которого была начата.</translation>
    </message>
    <message>
        <source>Start again.</source>
        <translation>Начните заново.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2</source>
        <translation>%1 недоступен: %2</translation>
    </message>
    <message>
        <source>%1 answered: %2</source>
        <translation>%1 ответил: %2</translation>
    </message>
    <message>
        <source>Connect to the network and go on: what has come is kept. Or fetch the file elsewhere and open it with “Archive or file…”.</source>
        <translation>Подключитесь к сети и продолжите: полученное сохранено. Или скачайте файл в другом месте и откройте его через «Архив или файл…».</translation>
    </message>
    <message>
        <source>Try again later, or fetch the file elsewhere and open it with “Archive or file…”.</source>
        <translation>Попробуйте позже или скачайте файл в другом месте и откройте его через «Архив или файл…».</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 нельзя прочитать: %2</translation>
    </message>
    <message>
        <source>What has come is not the file that was published: its checksum is %1, not %2.</source>
        <translation>Получен не тот файл, что опубликован: его контрольная сумма %1, а не %2.</translation>
    </message>
    <message>
        <source>It was thrown away. Start again, on another network if it happens twice.</source>
        <translation>Он удалён. Начните заново; если повторится — в другой сети.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::DownloadDialog</name>
    <message>
        <source>Download %1</source>
        <translation>Скачать %1</translation>
    </message>
    <message>
        <source>%1 (%2 MB) from %3. It is checked by its published checksum.</source>
        <translation>%1 (%2 МБ) с %3. Проверяется по опубликованной контрольной сумме.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>Where the file is kept; it can be used by every workspace</source>
        <translation>Где хранится файл; им может пользоваться любая рабочая папка</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Выбрать папку</translation>
    </message>
    <message>
        <source>Choose a folder for the download</source>
        <translation>Выберите папку для загрузки</translation>
    </message>
    <message>
        <source>Progress of the download</source>
        <translation>Ход загрузки</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Папка</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Скачать</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Соединение…</translation>
    </message>
    <message>
        <source>%1 MB have come and are kept.</source>
        <translation>Получено и сохранено %1 МБ.</translation>
    </message>
    <message>
        <source>%1 of %2 MB · %3 MB/s · %4 left</source>
        <translation>%1 из %2 МБ · %3 МБ/с · осталось %4</translation>
    </message>
    <message>
        <source>%1 of %2 MB</source>
        <translation>%1 из %2 МБ</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::EfficiencyFigure</name>
    <message>
        <source>Accuracy against labelled images</source>
        <translation>Точность в зависимости от числа размеченных изображений</translation>
    </message>
    <message>
        <source>Multinomial probe on standardised embeddings, tested on the test images; bars: 95 % over draws of the labelled images.</source>
        <translation>Мультиномиальная проба на стандартизованных представлениях, проверена на тестовых изображениях; отрезки: 95 % по выборкам размеченных изображений.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::EfficiencyPlot</name>
    <message>
        <source>Label efficiency</source>
        <translation>Экономия меток</translation>
    </message>
    <message>
        <source>labelled images per class</source>
        <translation>размеченных изображений на класс</translation>
    </message>
    <message>
        <source>accuracy on test images</source>
        <translation>точность на тестовых изображениях</translation>
    </message>
    <message>
        <source>all</source>
        <translation>все</translation>
    </message>
    <message>
        <source>%1: %2 with one label a class, %3 with all</source>
        <translation>%1: %2 с одной меткой на класс, %3 со всеми</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::EvaluationTabs</name>
    <message>
        <source>Paired tests</source>
        <translation>Парные тесты</translation>
    </message>
    <message>
        <source>Per class</source>
        <translation>По классам</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Label efficiency</source>
        <translation>Экономия меток</translation>
    </message>
    <message>
        <source>First encoder</source>
        <translation>Первый кодировщик</translation>
    </message>
    <message>
        <source>The encoder that gains are counted from</source>
        <translation>Кодировщик, от которого считается прирост</translation>
    </message>
    <message>
        <source>Second encoder</source>
        <translation>Второй кодировщик</translation>
    </message>
    <message>
        <source>The encoder that gains are counted to</source>
        <translation>Кодировщик, до которого считается прирост</translation>
    </message>
    <message>
        <source>Classes or superclasses</source>
        <translation>Классы или надклассы</translation>
    </message>
    <message>
        <source>By class or by superclass</source>
        <translation>По классам или по надклассам</translation>
    </message>
    <message>
        <source>Accuracy by class</source>
        <translation>Точность по классам</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Кодировщик</translation>
    </message>
    <message>
        <source>Whose predictions are shown</source>
        <translation>Чьи предсказания показаны</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Измерить</translation>
    </message>
    <message>
        <source>Measure what is missing</source>
        <translation>Измерить недостающее</translation>
    </message>
    <message>
        <source>Out-of-fold predictions, collapse, near-duplicates, label efficiency of the runs shown</source>
        <translation>Предсказания вне складки, коллапс, почти-дубликаты, экономия меток показанных запусков</translation>
    </message>
    <message>
        <source>class</source>
        <translation>класс</translation>
    </message>
    <message>
        <source>superclass</source>
        <translation>надкласс</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Первый</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>Второй</translation>
    </message>
    <message>
        <source>Only first right</source>
        <translation>Прав только первый</translation>
    </message>
    <message>
        <source>Only second right</source>
        <translation>Прав только второй</translation>
    </message>
    <message>
        <source>p (McNemar, Holm)</source>
        <translation>p (Макнемар, Холм)</translation>
    </message>
    <message>
        <source>Two encoders that were probed on the same images are compared here, image by image.</source>
        <translation>Здесь изображение за изображением сравниваются два кодировщика, проверенные на одних и тех же изображениях.</translation>
    </message>
    <message>
        <source>On %1 held-out images; pale: not told apart at 5 %. %2</source>
        <translation>На отложенных изображениях: %1; бледно: не различить на уровне 5 %. %2</translation>
    </message>
    <message>
        <source>Accuracies of the classes appear here when a run has been probed.</source>
        <translation>Здесь появятся точности по классам, когда запуск будет оценён пробой.</translation>
    </message>
    <message>
        <source>Under the notebook&apos;s protocol a class has too few held-out images. Switch to standard, or measure out-of-fold predictions (Label efficiency ▸ Measure).</source>
        <translation>По протоколу блокнота у класса слишком мало отложенных изображений. Переключите на стандартный или измерьте предсказания вне складки (Экономия меток ▸ Измерить).</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Прирост</translation>
    </message>
    <message>
        <source>q</source>
        <translation>q</translation>
    </message>
    <message>
        <source>Choose two encoders to see what classes gain and lose.</source>
        <translation>Выберите два кодировщика, чтобы увидеть, что классы выигрывают и теряют.</translation>
    </message>
    <message>
        <source>Sorted by gain from the first to the second; %1 of %2 stand out of chance (false discovery rate 5 %), the others are pale.</source>
        <translation>По приросту от первого ко второму; выделяются из случайности %1 из %2 (доля ложных открытий 5 %), остальные бледные.</translation>
    </message>
    <message>
        <source>Rows: what the image shows. Columns: what the probe says. Each row adds up to 1. %1</source>
        <translation>Строки: что на изображении. Столбцы: что говорит проба. Сумма строки равна 1. %1</translation>
    </message>
    <message>
        <source>How accuracy grows with labelled images. It needs the embeddings of the training images: probe under the standard protocol, or train with train.embed_all.</source>
        <translation>Как растёт точность с числом размеченных изображений. Нужны представления обучающих изображений: оцените по стандартному протоколу или обучайте с train.embed_all.</translation>
    </message>
    <message>
        <source>Multinomial probe on standardised embeddings; bars: 95 % over draws of the labelled images. What self-supervision is for shows at the left.</source>
        <translation>Мультиномиальная проба на стандартизованных представлениях; отрезки: 95 % по выборкам размеченных изображений. Польза самообучения видна слева.</translation>
    </message>
    <message>
        <source>Other data</source>
        <translation>Другие данные</translation>
    </message>
    <message>
        <source>Probes on other data</source>
        <translation>Пробы на других данных</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Данные</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Точность</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>Случайно</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Протокол</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Метка</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>стандартный</translation>
    </message>
    <message>
        <source>notebook</source>
        <translation>блокнот</translation>
    </message>
    <message>
        <source>What an encoder is worth on images that it has not learnt from: Run ▸ Probe on other data….</source>
        <translation>Чего стоит кодировщик на изображениях, на которых он не учился: Запуск ▸ Проба на других данных….</translation>
    </message>
    <message>
        <source>Frozen weights; held-out images of the other data set, 95 % Wilson interval.</source>
        <translation>Замороженные веса; отложенные изображения другого набора, интервал Уилсона 95 %.</translation>
    </message>
    <message>
        <source>Export the confusion matrix</source>
        <translation>Экспорт матрицы ошибок</translation>
    </message>
    <message>
        <source>Export the label efficiency</source>
        <translation>Экспорт эффективности разметки</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::Findings</name>
    <message>
        <source>The findings of this workspace could not be read, so nothing is written over them.</source>
        <translation>Находки этой рабочей папки не читаются, поэтому поверх них ничего не записано.</translation>
    </message>
    <message>
        <source>This was changed elsewhere meanwhile, so it stays as it is there.</source>
        <translation>Тем временем это изменили в другом месте, поэтому всё остаётся как там.</translation>
    </message>
    <message>
        <source>keeping “%1”</source>
        <translation>сохранение «%1»</translation>
    </message>
    <message>
        <source>new note</source>
        <translation>новая заметка</translation>
    </message>
    <message>
        <source>writing a note</source>
        <translation>правка заметки</translation>
    </message>
    <message>
        <source>renaming to “%1”</source>
        <translation>переименование в «%1»</translation>
    </message>
    <message>
        <source>deleting a finding</source>
        <translation>удаление находки</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::FindingsPanel</name>
    <message>
        <source>Keep the selection</source>
        <translation>Сохранить выборку</translation>
    </message>
    <message>
        <source>Keep the selection under a name in the workspace</source>
        <translation>Сохранить выборку под именем в рабочей папке</translation>
    </message>
    <message>
        <source>New note</source>
        <translation>Новая заметка</translation>
    </message>
    <message>
        <source>Write a note on the selection, a map or the comparison</source>
        <translation>Написать заметку о выборке, карте или сравнении</translation>
    </message>
    <message>
        <source>Edit the note</source>
        <translation>Изменить заметку</translation>
    </message>
    <message>
        <source>Edit the note as Markdown</source>
        <translation>Изменить заметку в разметке Markdown</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Delete this note or selection</source>
        <translation>Удалить эту заметку или выборку</translation>
    </message>
    <message>
        <source>Keep a selection, or write down what you see: notes stand as labels on the maps and in the report.</source>
        <translation>Сохраните выборку или запишите, что видите: заметки стоят подписями на картах и входят в отчёт.</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Находки</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Заметка</translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation>Текст заметки</translation>
    </message>
    <message>
        <source>Markdown; the first line is the label on the map. Ctrl+Enter ends.</source>
        <translation>Markdown; первая строка — подпись на карте. Ctrl+Enter завершает.</translation>
    </message>
    <message>
        <source>Selection of %1 images. F2 renames it</source>
        <translation>Выборка из %1 изображений. F2 переименовывает</translation>
    </message>
    <message>
        <source>Selection of images of another data set</source>
        <translation>Выборка изображений из другого набора данных</translation>
    </message>
    <message>
        <source>Note on a selection of %1 images</source>
        <translation>Заметка о выборке из %1 изображений</translation>
    </message>
    <message>
        <source>Note on a map</source>
        <translation>Заметка о карте</translation>
    </message>
    <message>
        <source>Note on a comparison</source>
        <translation>Заметка о сравнении</translation>
    </message>
    <message>
        <source>Empty note</source>
        <translation>Пустая заметка</translation>
    </message>
    <message>
        <source>%1 images, kept %2. Click selects them on the maps.</source>
        <translation>Изображений: %1, сохранено %2. Щелчок выделяет их на картах.</translation>
    </message>
    <message>
        <source>Selection of %1</source>
        <translation>Выборка из %1</translation>
    </message>
    <message numerus="yes">
        <source>On the selection of %n image(s)</source>
        <translation>
            <numerusform>О выборке из %n изображения</numerusform>
            <numerusform>О выборке из %n изображений</numerusform>
            <numerusform>О выборке из %n изображений</numerusform>
        </translation>
    </message>
    <message>
        <source>On the map of %1</source>
        <translation>О карте %1</translation>
    </message>
    <message>
        <source>On this comparison</source>
        <translation>Об этом сравнении</translation>
    </message>
    <message>
        <source>**Selection**</source>
        <translation>**Выборка**</translation>
    </message>
    <message>
        <source>**Map**</source>
        <translation>**Карта**</translation>
    </message>
    <message>
        <source>**Comparison**</source>
        <translation>**Сравнение**</translation>
    </message>
    <message>
        <source>Delete “%1”?</source>
        <translation>Удалить «%1»?</translation>
    </message>
    <message>
        <source>Only mine</source>
        <translation>Только моё</translation>
    </message>
    <message>
        <source>Keep only what you wrote here</source>
        <translation>Оставить только написанное здесь</translation>
    </message>
    <message>
        <source>Only theirs</source>
        <translation>Только чужое</translation>
    </message>
    <message>
        <source>Keep only what was written elsewhere</source>
        <translation>Оставить только написанное в другом месте</translation>
    </message>
    <message>
        <source>“%1” was changed elsewhere while you wrote: both texts are kept.</source>
        <translation>«%1» изменили в другом месте, пока вы писали: сохранены оба текста.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::HistogramView</name>
    <message>
        <source>Classes of the selection</source>
        <translation>Классы выделения</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>selfsight::ui::HoverCard</name>
    <message>
        <source>%1 says %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>right</source>
        <translation>верно</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>неверно</translation>
    </message>
    <message>
        <source>Image card</source>
        <translation>Карточка изображения</translation>
    </message>
    <message>
        <source>not held out</source>
        <translation>не в отложенной части</translation>
    </message>
    <message>
        <source>two views of %1: %2</source>
        <translation>два вида %1: %2</translation>
    </message>
    <message>
        <source>%1, two views</source>
        <translation>%1, два вида</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ImageModel</name>
    <message>
        <source>Image %1</source>
        <translation>Изображение %1</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ImportEmbeddingsDialog</name>
    <message>
        <source>Open embeddings</source>
        <translation>Открыть эмбеддинги</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>What the run is called</source>
        <translation>Как называется запуск</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Метки</translation>
    </message>
    <message>
        <source>Class numbers as .npy [n]; −1 for none. May be empty</source>
        <translation>Номера классов в .npy [n]; −1 — без метки. Можно не указывать</translation>
    </message>
    <message>
        <source>NumPy (*.npy)</source>
        <translation>NumPy (*.npy)</translation>
    </message>
    <message>
        <source>Class names</source>
        <translation>Названия классов</translation>
    </message>
    <message>
        <source>One name a line. May be empty</source>
        <translation>По названию в строке. Можно не указывать</translation>
    </message>
    <message>
        <source>Text (*.txt);;All files (*)</source>
        <translation>Текст (*.txt);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>Признаки</translation>
    </message>
    <message>
        <source>CSV with a title for each column and a row for each image. May be empty</source>
        <translation>CSV с заголовком каждого столбца и строкой на изображение. Можно не указывать</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Изображения</translation>
    </message>
    <message>
        <source>Any data set whose test part they are, or FILE:all for all of one file. May be empty</source>
        <translation>Любой набор данных, тестовую часть которого они составляют, или ФАЙЛ:all — все из одного файла. Можно не указывать</translation>
    </message>
    <message>
        <source>Images (*.npz *.npy *.csv *.tar.gz);;All files (*)</source>
        <translation>Изображения (*.npz *.npy *.csv *.tar.gz);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Copy the Python script that writes a run</source>
        <translation>Скопировать скрипт Python, который пишет запуск</translation>
    </message>
    <message>
        <source>Twenty lines of NumPy that turn any encoder&apos;s output into a run</source>
        <translation>Двадцать строк NumPy, превращающие вывод любого энкодера в запуск</translation>
    </message>
    <message>
        <source>%1 becomes a run that can be probed, mapped and compared. Labels and images are optional.</source>
        <translation>%1 станет запуском, который можно оценить пробой, показать на карте и сравнить. Метки и изображения необязательны.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Выбрать: %1</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::ImportWeightsDialog</name>
    <message>
        <source>Import weights</source>
        <translation>Импорт весов</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>What the run is called</source>
        <translation>Как называется запуск</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Набор данных</translation>
    </message>
    <message>
        <source>The images that the encoder embeds</source>
        <translation>Изображения, для которых энкодер вычисляет эмбеддинги</translation>
    </message>
    <message>
        <source>Trained by</source>
        <translation>Обучен методом</translation>
    </message>
    <message>
        <source>Under which method the run stands in comparisons</source>
        <translation>Под каким методом запуск стоит в сравнениях</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>Нормализация</translation>
    </message>
    <message>
        <source>By which mean and deviation images were normalised when the encoder was trained</source>
        <translation>По каким среднему и отклонению нормализовались изображения при обучении энкодера</translation>
    </message>
    <message>
        <source>as the file&apos;s layout suggests</source>
        <translation>как подсказывает устройство файла</translation>
    </message>
    <message>
        <source>of the data set</source>
        <translation>по набору данных</translation>
    </message>
    <message>
        <source>of ImageNet</source>
        <translation>по ImageNet</translation>
    </message>
    <message>
        <source>ResNet-18 with a stem padded by two pixels (solo-learn)</source>
        <translation>ResNet-18 с полем в два пикселя в первом слое (solo-learn)</translation>
    </message>
    <message>
        <source>Weights alone cannot tell; solo-learn trains so on CIFAR</source>
        <translation>По одним весам этого не узнать; так solo-learn обучает на CIFAR</translation>
    </message>
    <message>
        <source>%1 becomes a run: its encoder is looked for under any prefix, the online copy is taken, and the images are embedded. Nothing in the file is executed.</source>
        <translation>%1 станет запуском: энкодер ищется под любым префиксом, берётся обучаемая копия, для изображений вычисляются эмбеддинги. Ничто из файла не исполняется.</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Импортировать</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::JobRequest</name>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, зерно %2</translation>
    </message>
    <message>
        <source>Comparison of %1 methods</source>
        <translation>Сравнение методов: %1</translation>
    </message>
    <message>
        <source>Variation of %1 runs</source>
        <translation>Вариации: запусков %1</translation>
    </message>
    <message>
        <source>%1, resumed</source>
        <translation>%1, продолжение</translation>
    </message>
    <message>
        <source>Probe of %1</source>
        <translation>Проба: %1</translation>
    </message>
    <message>
        <source>Probe of %1 for “%2”</source>
        <translation>Проба: %1, «%2»</translation>
    </message>
    <message>
        <source>Probe of %1 on %2</source>
        <translation>Проба: %1 на %2</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::LabelDialog</name>
    <message numerus="yes">
        <source>Label %n image(s)</source>
        <translation>
            <numerusform>Пометить %n изображение</numerusform>
            <numerusform>Пометить %n изображения</numerusform>
            <numerusform>Пометить %n изображений</numerusform>
        </translation>
    </message>
    <message>
        <source>A new column of labels, or one that was made by hand before</source>
        <translation>Новый столбец меток или прежний, сделанный вручную</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Столбец</translation>
    </message>
    <message>
        <source>finding</source>
        <translation>находка</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>выбрано</translation>
    </message>
    <message>
        <source>What these images are called in that column</source>
        <translation>Как эти изображения называются в этом столбце</translation>
    </message>
    <message>
        <source>Call all other unlabelled images</source>
        <translation>Все прочие изображения без метки назвать</translation>
    </message>
    <message>
        <source>A probe needs at least two values to tell apart</source>
        <translation>Пробе нужны хотя бы два значения, которые можно различать</translation>
    </message>
    <message>
        <source>other</source>
        <translation>прочие</translation>
    </message>
    <message>
        <source>Name of the rest</source>
        <translation>Имя прочих</translation>
    </message>
    <message>
        <source>Then probe it: can a linear classifier read this label out of each encoder?</source>
        <translation>Затем проба: читает ли линейный классификатор эту метку из каждого кодировщика?</translation>
    </message>
    <message>
        <source>Queues a probe of every run shown, after the labels are in place</source>
        <translation>Ставит в очередь пробу каждого показанного запуска, когда метки записаны</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Пометить</translation>
    </message>
    <message>
        <source>&amp;Column</source>
        <translation>&amp;Столбец</translation>
    </message>
    <message>
        <source>&amp;Value</source>
        <translation>&amp;Значение</translation>
    </message>
    <message>
        <source>A column and a value need names.</source>
        <translation>Столбцу и значению нужны имена.</translation>
    </message>
    <message>
        <source>“%1” belongs to the data set: choose another name.</source>
        <translation>«%1» принадлежит набору данных: выберите другое имя.</translation>
    </message>
    <message>
        <source>The rest needs a name of its own.</source>
        <translation>Прочим нужно своё имя.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::Legend</name>
    <message numerus="yes">
        <source>%1, %n point(s), %2</source>
        <translation>
            <numerusform>%1, %n точка, %2</numerusform>
            <numerusform>%1, %n точки, %2</numerusform>
            <numerusform>%1, %n точек, %2</numerusform>
        </translation>
    </message>
    <message>
        <source>off</source>
        <translation>выкл.</translation>
    </message>
    <message>
        <source>on</source>
        <translation>вкл.</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n point(s)
Click: on or off. Double-click: only this. Ctrl+click: focus.</source>
        <translation>
            <numerusform>%1: %n точка
Щелчок: вкл. или выкл. Двойной: только это. Ctrl+щелчок: фокус.</numerusform>
            <numerusform>%1: %n точки
Щелчок: вкл. или выкл. Двойной: только это. Ctrl+щелчок: фокус.</numerusform>
            <numerusform>%1: %n точек
Щелчок: вкл. или выкл. Двойной: только это. Ctrl+щелчок: фокус.</numerusform>
        </translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>Легенда</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Найти…</translation>
    </message>
    <message>
        <source>Find in the legend</source>
        <translation>Найти в легенде</translation>
    </message>
    <message>
        <source>Find entries by name. Enter shows only those found; Esc clears.</source>
        <translation>Поиск по имени. Enter оставит только найденное; Esc очистит.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>Show every entry again</source>
        <translation>Снова показать всё</translation>
    </message>
    <message>
        <source>Focus on %1 of at most %2</source>
        <translation>В фокусе %1 из %2</translation>
    </message>
    <message>
        <source>Show only “%1”</source>
        <translation>Только «%1»</translation>
    </message>
    <message>
        <source>Remove from focus</source>
        <translation>Убрать из фокуса</translation>
    </message>
    <message>
        <source>Add to focus</source>
        <translation>В фокус</translation>
    </message>
    <message>
        <source>Select its points</source>
        <translation>Выделить его точки</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Показать все</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::MainWindow</name>
    <message>
        <source>Selfsight</source>
        <translation>Selfsight</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>Вычислить</translation>
    </message>
    <message>
        <source>Compute the missing maps</source>
        <translation>Вычислить недостающие карты</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Кривые</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Карта</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Запуски</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Новый запуск</translation>
    </message>
    <message>
        <source>Selected run</source>
        <translation>Выбранный запуск</translation>
    </message>
    <message>
        <source>Set-up</source>
        <translation>Настройка</translation>
    </message>
    <message>
        <source>Linear probe</source>
        <translation>Линейная проба</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Выделение</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>%1 – Selfsight</source>
        <translation>%1 – Selfsight</translation>
    </message>
    <message>
        <source>A job is under way</source>
        <translation>Идёт работа</translation>
    </message>
    <message>
        <source>%1 has not ended.</source>
        <translation>%1: ещё не закончено.</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Остановить и сохранить</translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation>Отменить работу</translation>
    </message>
    <message>
        <source>Do not close</source>
        <translation>Не закрывать</translation>
    </message>
    <message>
        <source>Export the curves</source>
        <translation>Экспорт кривых</translation>
    </message>
    <message>
        <source>Export the maps</source>
        <translation>Экспорт карт</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>Экспорт сравнения</translation>
    </message>
    <message>
        <source>Tab-separated (*.tsv);;Markdown (*.md)</source>
        <translation>С табуляцией (*.tsv);;Markdown (*.md)</translation>
    </message>
    <message>
        <source>The selection was not exported</source>
        <translation>Выделение не записано</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>One run shown has no %1 map yet.</source>
        <translation>У одного показанного запуска нет карты %1.</translation>
    </message>
    <message>
        <source>%1 runs shown have no %2 map yet.</source>
        <translation>Запусков без карты %2: %1.</translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation>Открыть рабочую папку</translation>
    </message>
    <message>
        <source>Choose a data set</source>
        <translation>Выбрать набор данных</translation>
    </message>
    <message>
        <source>The set-up of this run cannot be read</source>
        <translation>Настройка этого запуска не читается</translation>
    </message>
    <message>
        <source>No program opened the report</source>
        <translation>Отчёт не открылся</translation>
    </message>
    <message>
        <source>Open this file in a web browser.</source>
        <translation>Откройте этот файл в браузере.</translation>
    </message>
    <message>
        <source>Wrote %1</source>
        <translation>Записано: %1</translation>
    </message>
    <message>
        <source>Nothing was exported</source>
        <translation>Ничего не записано</translation>
    </message>
    <message>
        <source>The export is not complete</source>
        <translation>Экспорт не завершён</translation>
    </message>
    <message>
        <source>What to look at</source>
        <translation>На что смотреть</translation>
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Curves: how it learns.&lt;/b&gt; Each line is a run. The supervised loss measures classes; BYOL&apos;s and SimSiam&apos;s measure how well one view of an image predicts the other, so their values cannot be compared with it. Watch the collapse measure: near 0, every image has the same embedding.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Map: what it sees.&lt;/b&gt; Each point is a test image; neighbours have similar embeddings. Colour by class, then by background: where the background forms the islands, that is what the encoder attends to. The size of an island and the gap between two carry no meaning.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Linear probe: what it is worth.&lt;/b&gt; The accuracy of a linear classifier on the frozen embedding, on images it was not fitted on. Random weights are the level to beat, not chance. ◆ marks the notebook&apos;s published figures.&lt;/p&gt;</source>
        <translation>&lt;p&gt;&lt;b&gt;Кривые: как учится.&lt;/b&gt; Каждая линия – запуск. Потери с учителем меряют классы; потери BYOL и SimSiam – насколько один вид изображения предсказывает другой, поэтому их значения с ними не сравнить. Следите за мерой коллапса: около 0 у всех изображений один и тот же эмбеддинг.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Карта: что видит.&lt;/b&gt; Каждая точка – тестовое изображение; у соседей похожие эмбеддинги. Раскрасьте по классу, затем по фону: где острова образует фон, туда энкодер и смотрит. Размер острова и промежуток между двумя ничего не значат.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Линейная проба: чего это стоит.&lt;/b&gt; Точность линейного классификатора на замороженном эмбеддинге, на изображениях, на которых он не обучался. Превзойти надо случайные веса, а не случай. ◆ отмечает опубликованные числа блокнота.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>About Selfsight</source>
        <translation>О программе Selfsight</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Selfsight %1&lt;/h3&gt;&lt;p&gt;What does an image encoder learn with labels, without labels, and untrained?&lt;/p&gt;&lt;p&gt;Device: %2&lt;br&gt;Qt %3&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later. Made with LibTorch, Qt, QCustomPlot, Eigen, nlohmann/json and toml++.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Selfsight %1&lt;/h3&gt;&lt;p&gt;Чему учится энкодер изображений с метками, без меток и без обучения?&lt;/p&gt;&lt;p&gt;Устройство: %2&lt;br&gt;Qt %3&lt;/p&gt;&lt;p&gt;Свободная программа под лицензией GNU GPL версии 3 или новее. Сделана с LibTorch, Qt, QCustomPlot, Eigen, nlohmann/json и toml++.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Находки</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>Соседи</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Точки</translation>
    </message>
    <message>
        <source>Embeddings of %1</source>
        <translation>Представления: %1</translation>
    </message>
    <message>
        <source>Import weights</source>
        <translation>Импорт весов</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.pt *.pth *.ckpt *.bin);;All files (*)</source>
        <translation>Веса (*.safetensors *.pt *.pth *.ckpt *.bin);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Import of %1</source>
        <translation>Импорт %1</translation>
    </message>
    <message>
        <source>Open embeddings</source>
        <translation>Открыть эмбеддинги</translation>
    </message>
    <message>
        <source>NumPy (*.npy)</source>
        <translation>NumPy (*.npy)</translation>
    </message>
    <message>
        <source>Export weights</source>
        <translation>Экспорт весов</translation>
    </message>
    <message>
        <source>safetensors (*.safetensors);;PyTorch (*.pt);;ONNX (*.onnx);;Python script and weights (*.py)</source>
        <translation>safetensors (*.safetensors);;PyTorch (*.pt);;ONNX (*.onnx);;Скрипт Python и веса (*.py)</translation>
    </message>
    <message>
        <source>The weights were not exported</source>
        <translation>Веса не экспортированы</translation>
    </message>
    <message>
        <source>Choose a name that ends in .safetensors, .pt, .onnx or .py.</source>
        <translation>Выберите имя, которое кончается на .safetensors, .pt, .onnx или .py.</translation>
    </message>
    <message>
        <source>Export of weights</source>
        <translation>Экспорт весов</translation>
    </message>
    <message>
        <source>Export results into a new folder below</source>
        <translation>Экспорт результатов в новую папку внутри</translation>
    </message>
    <message>
        <source>Export of results</source>
        <translation>Экспорт результатов</translation>
    </message>
    <message>
        <source>Copied; export the weights as %1.safetensors beside the script</source>
        <translation>Скопировано; экспортируйте веса как %1.safetensors рядом со скриптом</translation>
    </message>
    <message>
        <source>No script was copied</source>
        <translation>Скрипт не скопирован</translation>
    </message>
    <message>
        <source>Report as PDF</source>
        <translation>Отчёт в PDF</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>The report was not written</source>
        <translation>Отчёт не записан</translation>
    </message>
    <message>
        <source>Variations</source>
        <translation>Вариации</translation>
    </message>
    <message>
        <source>Jobs end with the window. What a run has learnt can be kept, and goes on later with Resume; jobs that wait are offered again.</source>
        <translation>Задачи завершаются вместе с окном. Выученное можно сохранить и продолжить позже; ожидающие задачи будут предложены снова.</translation>
    </message>
    <message>
        <source>Nothing has been trained here yet</source>
        <translation>Здесь ещё ничего не обучено</translation>
    </message>
    <message>
        <source>“Try the demo” generates images and trains the four encoders on them in some five minutes. Take the tour again as soon as the first curves move: from Help ▸ Guided tour.</source>
        <translation>«Попробовать демо» создаёт изображения и обучает на них четыре кодировщика примерно за пять минут. Когда кривые пойдут, начните экскурсию снова: Справка ▸ Экскурсия.</translation>
    </message>
    <message>
        <source>Or set up a run of your own</source>
        <translation>Или настройте свой запуск</translation>
    </message>
    <message>
        <source>Choose images, a method and how long it may train. “Measure” says what that costs before you start; “Options…” shows every choice, and what the augmentation does to your images.</source>
        <translation>Выберите изображения, метод и сколько ему учиться. «Измерить» скажет цену до старта; «Параметры…» показывают все настройки и что аугментация делает с вашими изображениями.</translation>
    </message>
    <message>
        <source>Four encoders, one architecture</source>
        <translation>Четыре кодировщика, одна архитектура</translation>
    </message>
    <message>
        <source>The same network was trained with labels (supervised), without (BYOL, SimSiam), and not at all (random weights). Ticked runs are in the curves, the maps and the bars. A double-click ticks one.</source>
        <translation>Одна и та же сеть обучена с метками (supervised), без них (BYOL, SimSiam) и не обучена вовсе (случайные веса). Отмеченные запуски видны на кривых, картах и столбцах. Двойной щелчок отмечает.</translation>
    </message>
    <message>
        <source>How they learn</source>
        <translation>Как они учатся</translation>
    </message>
    <message>
        <source>Each line is a run, its best value starred. The supervised loss measures classes; those of BYOL and SimSiam only how well one view of an image predicts the other. Their heights cannot be compared.</source>
        <translation>Каждая линия — запуск, лучшее значение отмечено звездой. Потеря supervised измеряет классы; потери BYOL и SimSiam — лишь насколько один вид изображения предсказывает другой. Их высоты несравнимы.</translation>
    </message>
    <message>
        <source>Whether they collapse</source>
        <translation>Не схлопнулись ли они</translation>
    </message>
    <message>
        <source>A loss can fall while an encoder learns to give every image the same embedding. The collapse measure shows it: near 0, nothing is told apart any more.</source>
        <translation>Потеря может падать, пока кодировщик учится давать всем изображениям один эмбеддинг. Это видно по мере схлопывания: около 0 ничто уже не различается.</translation>
    </message>
    <message>
        <source>What they see</source>
        <translation>Что они видят</translation>
    </message>
    <message>
        <source>Each point is a test image; neighbours have similar embeddings. Coloured by class, the supervised map has an island for most classes, the random one has none. Hover over a point to see its image and its nearest neighbours.</source>
        <translation>Каждая точка — тестовое изображение; у соседей похожие эмбеддинги. В цветах классов у supervised-карты островок почти на каждый класс, у случайной — ни одного. Наведите на точку, чтобы увидеть изображение и ближайших соседей.</translation>
    </message>
    <message>
        <source>What the others attend to instead</source>
        <translation>На что вместо этого смотрят другие</translation>
    </message>
    <message>
        <source>Now the same maps by background, where the images have one. Where backgrounds form the islands, that is what an encoder learnt without labels has kept. Sizes of islands and gaps between them mean nothing.</source>
        <translation>Те же карты в цветах фона, если он у изображений есть. Где острова образует фон, там его и сохранил кодировщик, обученный без меток. Размеры островов и промежутки между ними ничего не значат.</translation>
    </message>
    <message>
        <source>What it is worth</source>
        <translation>Чего это стоит</translation>
    </message>
    <message>
        <source>How many classes a linear classifier reads out of each frozen embedding, with its interval. Random weights are the level to beat, not chance; ◆ marks the notebook&apos;s figures, under its protocol. Bars whose intervals overlap are no ranking: see the paired tests below.</source>
        <translation>Сколько классов линейный классификатор читает из каждого замороженного эмбеддинга, с интервалом. Превзойти надо случайные веса, а не угадывание; ◆ — числа ноутбука, по его протоколу. Столбцы с перекрывающимися интервалами — не рейтинг: смотрите парные тесты ниже.</translation>
    </message>
    <message>
        <source>Your turn</source>
        <translation>Ваш ход</translation>
    </message>
    <message>
        <source>Change one thing and compare: another seed, a longer budget, stronger augmentation. “Vary…” trains a grid and says which values were worth it. Workspace ▸ Report writes all of this down.</source>
        <translation>Измените что-то одно и сравните: другое зерно, больший бюджет, более сильную аугментацию. «Варьировать…» обучает сетку и говорит, какие значения того стоили. Папка ▸ Отчёт всё это записывает.</translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Отменить: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Отменить</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Повторить: %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Повторить</translation>
    </message>
    <message>
        <source>Export the accuracies</source>
        <translation>Экспорт точностей</translation>
    </message>
    <message>
        <source>Export the confusion matrix</source>
        <translation>Экспорт матрицы ошибок</translation>
    </message>
    <message>
        <source>Export the label efficiency</source>
        <translation>Экспорт эффективности разметки</translation>
    </message>
    <message>
        <source>Export every plot, map and table into a folder</source>
        <translation>Записать все графики, карты и таблицы в папку</translation>
    </message>
    <message>
        <source>Wrote every plot, map and table into %1</source>
        <translation>Все графики, карты и таблицы записаны в %1</translation>
    </message>
    <message>
        <source>Writing the report…</source>
        <translation>Отчёт записывается…</translation>
    </message>
    <message>
        <source>Data sets (*.tar.gz *.tgz *.tar *.npz *.npy *.csv);;All files (*)</source>
        <translation>Наборы данных (*.tar.gz *.tgz *.tar *.npz *.npy *.csv);;Все файлы (*)</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::MapArea</name>
    <message>
        <source>The maps of the runs appear here: every test image as a point, alike beside alike.
Train or open a run to see what its encoder thinks is alike.</source>
        <translation>Здесь появятся карты запусков: каждое тестовое изображение – точка, похожее рядом с похожим.
Обучите или откройте запуск, чтобы увидеть, что его энкодер считает похожим.</translation>
    </message>
    <message>
        <source>Sizes of clusters and gaps between them carry no meaning.</source>
        <translation>Размеры скоплений и расстояния между ними ничего не значат.</translation>
    </message>
    <message>
        <source>No point of this map has a place.</source>
        <translation>Ни у одной точки нет места.</translation>
    </message>
    <message>
        <source>images not at hand</source>
        <translation>изображений нет под рукой</translation>
    </message>
    <message>
        <source>No point of this map has a place: all coordinates are not finite.</source>
        <translation>Ни у одной точки нет места: координаты не конечны.</translation>
    </message>
    <message>
        <source>This map has no points.</source>
        <translation>На этой карте нет точек.</translation>
    </message>
    <message>
        <source>Export map</source>
        <translation>Экспорт карты</translation>
    </message>
    <message numerus="yes">
        <source>Select this image and its %n nearest</source>
        <translation>
            <numerusform>Выделить изображение и %n ближайшее</numerusform>
            <numerusform>Выделить изображение и %n ближайших</numerusform>
            <numerusform>Выделить изображение и %n ближайших</numerusform>
        </translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Показать всё</translation>
    </message>
    <message>
        <source>Show only this map</source>
        <translation>Только эта карта</translation>
    </message>
    <message>
        <source>Show all maps</source>
        <translation>Все карты</translation>
    </message>
    <message>
        <source>CSV, points in view…</source>
        <translation>CSV, видимые точки…</translation>
    </message>
    <message>
        <source>CSV, all points…</source>
        <translation>CSV, все точки…</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Двигать</translation>
    </message>
    <message>
        <source>Pan: drag moves the map, the wheel zooms, Shift+drag selects a rectangle</source>
        <translation>Двигать: мышь двигает карту, колесо меняет масштаб, с Shift выделяется прямоугольник</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Прямоугольник</translation>
    </message>
    <message>
        <source>Select a rectangle. Ctrl adds, Ctrl+Shift removes, Esc clears</source>
        <translation>Выделить прямоугольник. Ctrl добавляет, Ctrl+Shift убирает, Esc очищает</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Лассо</translation>
    </message>
    <message>
        <source>Select with a lasso. Ctrl adds, Ctrl+Shift removes, Esc clears</source>
        <translation>Выделить лассо. Ctrl добавляет, Ctrl+Shift убирает, Esc очищает</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Вписать</translation>
    </message>
    <message>
        <source>Show everything (F)</source>
        <translation>Показать всё (F)</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>The view before (Alt+Left)</source>
        <translation>Прежний вид (Alt+Влево)</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Вперёд</translation>
    </message>
    <message>
        <source>The view after (Alt+Right)</source>
        <translation>Следующий вид (Alt+Вправо)</translation>
    </message>
    <message>
        <source>Undo selection</source>
        <translation>Вернуть выделение</translation>
    </message>
    <message>
        <source>The selection before (Ctrl+Z)</source>
        <translation>Прежнее выделение (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Redo selection</source>
        <translation>Повторить выделение</translation>
    </message>
    <message>
        <source>The selection after (Ctrl+Shift+Z)</source>
        <translation>Следующее выделение (Ctrl+Shift+Z)</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Изображения</translation>
    </message>
    <message>
        <source>Images instead of points where there is room</source>
        <translation>Изображения вместо точек, где есть место</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>Легенда</translation>
    </message>
    <message>
        <source>Show the legend</source>
        <translation>Показать легенду</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Цвет</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>Цвет по</translation>
    </message>
    <message>
        <source>What the colours stand for</source>
        <translation>Что означают цвета</translation>
    </message>
    <message>
        <source>%1 of %2 selected</source>
        <translation>выделено %1 из %2</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>точек: %1</translation>
    </message>
    <message>
        <source>file</source>
        <translation>файл</translation>
    </message>
    <message>
        <source>image</source>
        <translation>изображение</translation>
    </message>
    <message>
        <source>Image %1</source>
        <translation>Изображение %1</translation>
    </message>
    <message>
        <source>Nearest in the embedding of %1</source>
        <translation>Ближайшие в эмбеддинге %1</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>выделено</translation>
    </message>
    <message>
        <source> · only: %1</source>
        <translation> · только: %1</translation>
    </message>
    <message>
        <source> · lines from the places on %1</source>
        <translation> · линии от мест на %1</translation>
    </message>
    <message>
        <source>Selected on the maps of %1</source>
        <translation>Выбрано на картах %1</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Слова</translation>
    </message>
    <message>
        <source>Say in dense regions what is commoner there than elsewhere</source>
        <translation>Писать в плотных областях, чего там больше, чем в других местах</translation>
    </message>
    <message>
        <source>Displacement</source>
        <translation>Смещение</translation>
    </message>
    <message>
        <source>Lines from each point&apos;s place on the first map (faint end) to its place here; of the selection, where there is one</source>
        <translation>Линии от места каждой точки на первой карте (бледный конец) к её месту здесь; только для выборки, если она есть</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Точки</translation>
    </message>
    <message>
        <source>Size and opacity of the points</source>
        <translation>Размер и непрозрачность точек</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Размер</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Непрозрачность</translation>
    </message>
    <message>
        <source>%1 “%2”: %3 of %4 labelled images here (%5), %6 of all</source>
        <translation>%1 «%2»: %3 из %4 размеченных изображений здесь (%5), среди всех %6</translation>
    </message>
    <message>
        <source>A region of density on the map, not a cluster of the data. Click selects it.</source>
        <translation>Область плотности на карте, а не кластер данных. Щелчок выделяет её.</translation>
    </message>
    <message>
        <source>cosine %1 (others %2)</source>
        <translation>косинус %1 (чужие %2)</translation>
    </message>
    <message>
        <source>all points lie in one place</source>
        <translation>все точки лежат в одном месте</translation>
    </message>
    <message>
        <source>nearest</source>
        <translation>ближайшие</translation>
    </message>
    <message>
        <source>%1 without a place (not finite)</source>
        <translation>%1 без места (не конечные числа)</translation>
    </message>
    <message>
        <source>Other maps of this run</source>
        <translation>Другие карты этого запуска</translation>
    </message>
    <message>
        <source>clearing the selection</source>
        <translation>снятие выбора</translation>
    </message>
    <message>
        <source>selection of one image</source>
        <translation>выбор одного изображения</translation>
    </message>
    <message>
        <source>selection of %1 images</source>
        <translation>выбор изображений: %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Take back: %1 (Ctrl+Z)</source>
        <translation>Отменить: %1 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Make again: %1 (Ctrl+Shift+Z)</source>
        <translation>Повторить: %1 (Ctrl+Shift+Z)</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::MapCanvas</name>
    <message>
        <source>Map</source>
        <translation>Карта</translation>
    </message>
    <message>
        <source>Map of %1</source>
        <translation>Карта %1</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::MapFigure</name>
    <message>
        <source>Maps of %1 encoders</source>
        <translation>Карты энкодеров: %1</translation>
    </message>
    <message>
        <source>Sizes of clusters and gaps between them carry no meaning.</source>
        <translation>Размеры скоплений и расстояния между ними ничего не значат.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::MapRenderer</name>
    <message>
        <source>Maps are drawn by the processor, in tiles (threads: %1).</source>
        <translation>Карты рисует процессор, плитками (потоков: %1).</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::MessageBar</name>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Resume the run</source>
        <translation>Продолжить запуск</translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint</source>
        <translation>Продолжит с последней контрольной точки</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Показать журнал</translation>
    </message>
    <message>
        <source>What happened before</source>
        <translation>Что было до этого</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Закрыть сообщение</translation>
    </message>
    <message numerus="yes">
        <source> (and %n more)</source>
        <translation>
            <numerusform> (и ещё %n)</numerusform>
            <numerusform> (и ещё %n)</numerusform>
            <numerusform> (и ещё %n)</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Try the job again</source>
        <translation>Повторить задачу</translation>
    </message>
    <message>
        <source>Queues the same job once more</source>
        <translation>Ставит ту же задачу в очередь ещё раз</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::NeighbourhoodPanel</name>
    <message>
        <source>Purity of the neighbours</source>
        <translation>Чистота соседей</translation>
    </message>
    <message>
        <source>Copy as tab-separated values</source>
        <translation>Копировать как значения через табуляцию</translation>
    </message>
    <message>
        <source>encoder</source>
        <translation>кодировщик</translation>
    </message>
    <message>
        <source>  of the selection</source>
        <translation>  по выборке</translation>
    </message>
    <message>
        <source>95 % interval %1 to %2, %3 images; chance %4</source>
        <translation>95 % интервал от %1 до %2, изображений: %3; случайно %4</translation>
    </message>
    <message>
        <source>Mean of %1 selected images</source>
        <translation>Среднее по %1 выбранным изображениям</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>случайно</translation>
    </message>
    <message>
        <source>What neighbours drawn at random among the other images would give</source>
        <translation>Что дали бы соседи, взятые случайно среди прочих изображений</translation>
    </message>
    <message>
        <source>Mean share of an image&apos;s %1 nearest neighbours with its label, in the original space of each encoder (not on the map).</source>
        <translation>Средняя доля %1 ближайших соседей изображения с его меткой в исходном пространстве каждого кодировщика (не на карте).</translation>
    </message>
    <message>
        <source>How pure the neighbours of an image are in each encoder&apos;s original space appears here when the neighbours are known.</source>
        <translation>Здесь появится, насколько чисты соседи изображения в исходном пространстве каждого кодировщика, когда соседи известны.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::OptionEditor</name>
    <message>
        <source>a whole number is expected</source>
        <translation>нужно целое число</translation>
    </message>
    <message>
        <source>a number is expected</source>
        <translation>нужно число</translation>
    </message>
    <message>
        <source>expected %1</source>
        <translation>допустимо %1</translation>
    </message>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>одно из: %1</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::OverviewStrip</name>
    <message>
        <source>Overview of the curves</source>
        <translation>Обзор кривых</translation>
    </message>
    <message>
        <source>All of the curves. Drag over a part to see it above, drag its middle to move it, its edges to resize it; double-click shows everything. Keys: arrows, + and −, Esc.</source>
        <translation>Все кривые целиком. Проведите по части, чтобы увидеть её выше; тяните за середину — сдвинуть, за края — изменить; двойной щелчок показывает всё. Клавиши: стрелки, + и −, Esc.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::PanelTitle</name>
    <message>
        <source>Put back</source>
        <translation>Вернуть на место</translation>
    </message>
    <message>
        <source>Detach</source>
        <translation>Отсоединить</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Скрыть</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::PointsModel</name>
    <message>
        <source>image</source>
        <translation>изображение</translation>
    </message>
    <message>
        <source>Number of the image in the test split</source>
        <translation>Номер изображения в тестовой части</translation>
    </message>
    <message>
        <source>Label of the image</source>
        <translation>Метка изображения</translation>
    </message>
    <message>
        <source>What the linear probe of %1 takes the image for (held out)</source>
        <translation>За что принимает изображение линейная проба %1 (отложенные)</translation>
    </message>
    <message>
        <source>, selected</source>
        <translation>, выбрано</translation>
    </message>
    <message>
        <source>%1. Click sorts.</source>
        <translation>%1. Щелчок сортирует.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::PointsTable</name>
    <message>
        <source>Find class, label, file or number…</source>
        <translation>Класс, метка, файл или номер…</translation>
    </message>
    <message>
        <source>Filter the table</source>
        <translation>Фильтр таблицы</translation>
    </message>
    <message>
        <source>Rows that contain all these words</source>
        <translation>Строки, в которых есть все эти слова</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>Выбранные</translation>
    </message>
    <message>
        <source>Only the images that are selected on the maps</source>
        <translation>Только изображения, выбранные на картах</translation>
    </message>
    <message>
        <source>Points of the maps</source>
        <translation>Точки карт</translation>
    </message>
    <message>
        <source>The images behind the maps appear here, one a row.</source>
        <translation>Здесь появятся изображения карт, по одному в строке.</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>Изображений: %1</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 из %2 изображений</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::RecipeDialog</name>
    <message>
        <source>Options of %1, recipe “%2”</source>
        <translation>Параметры: %1, рецепт «%2»</translation>
    </message>
    <message>
        <source>Search options</source>
        <translation>Поиск параметров</translation>
    </message>
    <message>
        <source>Words of the option&apos;s name, group or help</source>
        <translation>Слова из названия, группы или пояснения</translation>
    </message>
    <message>
        <source>As in the recipe</source>
        <translation>Как в рецепте</translation>
    </message>
    <message>
        <source>Put %1 back</source>
        <translation>Вернуть: %1</translation>
    </message>
    <message>
        <source>As in the recipe: %1</source>
        <translation>Как в рецепте: %1</translation>
    </message>
    <message>
        <source>As %1 sees it</source>
        <translation>Как это видит %1</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>Ещё раз</translation>
    </message>
    <message>
        <source>The same augmentation with other random numbers</source>
        <translation>Та же аугментация с другими случайными числами</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::Results</name>
    <message>
        <source>perplexity %1</source>
        <translation>перплексия %1</translation>
    </message>
    <message>
        <source>%1 neighbours</source>
        <translation>соседей: %1</translation>
    </message>
    <message>
        <source>min. distance %1</source>
        <translation>мин. расстояние %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>зерно %1</translation>
    </message>
    <message>
        <source>trustworthiness %1 (k = %2)</source>
        <translation>достоверность %1 (k = %2)</translation>
    </message>
    <message>
        <source>tied (%1): costs %2 of trustworthiness</source>
        <translation>связана (%1): цена — %2 достоверности</translation>
    </message>
    <message>
        <source>trust of a sample of %1</source>
        <translation>доверие по выборке из %1</translation>
    </message>
    <message>
        <source>neighbours: recall %1</source>
        <translation>соседи: полнота %1</translation>
    </message>
    <message>
        <source>%1 · forming</source>
        <translation>%1 · строится</translation>
    </message>
    <message>
        <source>distortion from the neighbour graph (recall %1)</source>
        <translation>искажение по графу соседей (полнота %1)</translation>
    </message>
    <message>
        <source>distortion from the neighbour graph</source>
        <translation>искажение по графу соседей</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::RightFilter</name>
    <message>
        <source>Who gets this right</source>
        <translation>Кто здесь прав</translation>
    </message>
    <message>
        <source>Show only images that these encoders name correctly and those do not (held-out predictions)</source>
        <translation>Показать только изображения, которые одни кодировщики называют верно, а другие нет (отложенные предсказания)</translation>
    </message>
    <message>
        <source>Combinations of encoders that are right</source>
        <translation>Сочетания кодировщиков, которые правы</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>Tick every combination: nothing is filtered</source>
        <translation>Отметить все сочетания: без фильтра</translation>
    </message>
    <message>
        <source>Select these</source>
        <translation>Выделить эти</translation>
    </message>
    <message>
        <source>Select the images of the ticked combinations</source>
        <translation>Выделить изображения отмеченных сочетаний</translation>
    </message>
    <message>
        <source>%1 of %2 combinations</source>
        <translation>%1 из %2 сочетаний</translation>
    </message>
    <message>
        <source>no combination</source>
        <translation>ни одного сочетания</translation>
    </message>
    <message>
        <source>No held-out predictions yet: probe the runs shown, then their agreement can be filtered here.</source>
        <translation>Отложенных предсказаний ещё нет: сделайте пробу показанных запусков, и здесь можно будет отбирать по их согласию.</translation>
    </message>
    <message>
        <source>%1. Right: the linear probe names the class of an image that it was not fitted on; %2 images were held out by all. Double-click: only this.</source>
        <translation>%1. Прав: линейная проба называет класс изображения, на котором её не обучали; отложено у всех: %2. Двойной щелчок: только это.</translation>
    </message>
    <message>
        <source>Who is right</source>
        <translation>Кто прав</translation>
    </message>
    <message>
        <source>Who is right: %1 of %2</source>
        <translation>Кто прав: %1 из %2</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::RunDetails</name>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint, with the same optimiser state</source>
        <translation>Продолжит с последней контрольной точки, с тем же состоянием оптимизатора</translation>
    </message>
    <message>
        <source>Duplicate as new</source>
        <translation>Повторить как новый</translation>
    </message>
    <message>
        <source>Puts this run&apos;s set-up into the set-up panel</source>
        <translation>Перенесёт настройку этого запуска в панель</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Открыть папку</translation>
    </message>
    <message>
        <source>Shows the run&apos;s files</source>
        <translation>Покажет файлы запуска</translation>
    </message>
    <message>
        <source>Select a run to see how it was made.</source>
        <translation>Выберите запуск, чтобы увидеть, как он сделан.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Данные</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Откуда</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Изображения</translation>
    </message>
    <message>
        <source>%1 train · %2 validation · %3 test</source>
        <translation>обучение %1 · валидация %2 · тест %3</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Энкодер</translation>
    </message>
    <message>
        <source>%1, width %2</source>
        <translation>%1, ширина %2</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>Эмбеддинг</translation>
    </message>
    <message>
        <source>%1 dimensions</source>
        <translation>измерений: %1</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Параметров</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Рецепт</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Бюджет</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Зерно</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Шаги</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Эпохи</translation>
    </message>
    <message>
        <source>Images seen</source>
        <translation>Показано изображений</translation>
    </message>
    <message>
        <source>Trained for</source>
        <translation>Обучался</translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation>Изобр./с</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Устройство</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Потоков</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Точность чисел</translation>
    </message>
    <message>
        <source>Probe, %1</source>
        <translation>Проба, %1</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1 (от %2 до %3)</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Заметки</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::RunsLegend</name>
    <message>
        <source>Runs in the plot</source>
        <translation>Запуски на графике</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>on</source>
        <translation>вкл.</translation>
    </message>
    <message>
        <source>off</source>
        <translation>выкл.</translation>
    </message>
    <message>
        <source>%1
Click: on or off. Double-click: only this run.</source>
        <translation>%1
Щелчок: вкл. или выкл. Двойной: только этот запуск.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::RunsModel</name>
    <message>
        <source>queued</source>
        <translation>в очереди</translation>
    </message>
    <message>
        <source>running</source>
        <translation>идёт</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>пауза</translation>
    </message>
    <message>
        <source>stopped, kept</source>
        <translation>остановлен, сохранён</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>закончен</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>отменён</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>сбой</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>прерван</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>загрузка</translation>
    </message>
    <message>
        <source>training</source>
        <translation>обучение</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>эмбеддинг</translation>
    </message>
    <message>
        <source>mapping</source>
        <translation>карта</translation>
    </message>
    <message>
        <source>probing</source>
        <translation>проба</translation>
    </message>
    <message>
        <source>reporting</source>
        <translation>отчёт</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Демо</translation>
    </message>
    <message>
        <source>Image folder</source>
        <translation>Папка изображений</translation>
    </message>
    <message>
        <source>Arrays</source>
        <translation>Массивы</translation>
    </message>
    <message>
        <source>%1 ep</source>
        <translation>%1 эп.</translation>
    </message>
    <message>
        <source>width %1</source>
        <translation>ширина %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>зерно %1</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Рецепт</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Бюджет</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Устройство</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создан</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Заметки</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Ход</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Точность</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Зерно</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Данные</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Ширина</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Эпохи</translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation>Изобр./с</translation>
    </message>
    <message>
        <source>Table of pictures</source>
        <translation>Таблица изображений</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::RunsPanel</name>
    <message>
        <source>Filter</source>
        <translation>Фильтр</translation>
    </message>
    <message>
        <source>Filter the runs</source>
        <translation>Фильтр запусков</translation>
    </message>
    <message>
        <source>Words of the name, method, data, state or notes</source>
        <translation>Слова из имени, метода, данных, состояния или заметок</translation>
    </message>
    <message>
        <source>Order of the runs</source>
        <translation>Порядок запусков</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Сначала старые</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Сначала новые</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Точность</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Запуски</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>В очереди</translation>
    </message>
    <message>
        <source>Jobs that wait</source>
        <translation>Ждущие задания</translation>
    </message>
    <message>
        <source>Jobs run one after another. Delete removes one; the context menu moves it.</source>
        <translation>Задания идут одно за другим. Контекстное меню переставляет и убирает их.</translation>
    </message>
    <message>
        <source>Run next</source>
        <translation>Следующим</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Выше</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Ниже</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Заметки</translation>
    </message>
    <message>
        <source>Notes on %1 (Markdown)</source>
        <translation>Заметки о %1 (Markdown)</translation>
    </message>
    <message>
        <source>Delete runs</source>
        <translation>Удаление запусков</translation>
    </message>
    <message>
        <source>Move this run to the bin?</source>
        <translation>Переместить запуск в корзину?</translation>
    </message>
    <message>
        <source>Move %1 runs to the bin?</source>
        <translation>Переместить запуски (%1) в корзину?</translation>
    </message>
    <message>
        <source>Move to the bin</source>
        <translation>В корзину</translation>
    </message>
    <message>
        <source>Show only this comparison</source>
        <translation>Только это сравнение</translation>
    </message>
    <message>
        <source>Show only these</source>
        <translation>Только эти</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Duplicate as new…</source>
        <translation>Повторить как новый…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Переименовать</translation>
    </message>
    <message>
        <source>Notes…</source>
        <translation>Заметки…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Открыть папку</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Удалить…</translation>
    </message>
    <message>
        <source>No runs yet. Runs from the command line appear here, too.</source>
        <translation>Запусков ещё нет. Запуски из командной строки тоже появятся здесь.</translation>
    </message>
    <message>
        <source>No run matches the filter.</source>
        <translation>Ничего не подходит под фильтр.</translation>
    </message>
    <message>
        <source>Queue again</source>
        <translation>Снова в очередь</translation>
    </message>
    <message>
        <source>Jobs that had begun go on where they were</source>
        <translation>Начатые задачи продолжатся с того же места</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Забыть</translation>
    </message>
    <message>
        <source>Take them off the list; runs stay as they are</source>
        <translation>Убрать из списка; запуски остаются как есть</translation>
    </message>
    <message>
        <source>They go to the folder “bin” of the workspace; Run ▸ Bin… puts them back.</source>
        <translation>Они попадут в папку «bin» рабочей папки; Запуск ▸ Корзина… возвращает их.</translation>
    </message>
    <message>
        <source>Vary…</source>
        <translation>Варьировать…</translation>
    </message>
    <message>
        <source>Make the maps through training</source>
        <translation>Построить карты по ходу обучения</translation>
    </message>
    <message>
        <source>One map for every moment that this run kept, to be played below the maps</source>
        <translation>Карта на каждый сохранённый момент; проигрывается под картами</translation>
    </message>
    <message>
        <source>This run kept no moments: set the option “%1” before training</source>
        <translation>Этот запуск не хранит моментов: задайте параметр «%1» до обучения</translation>
    </message>
    <message>
        <source>Not done when the window was closed: %1</source>
        <translation>Не выполнено при закрытии окна: %1</translation>
    </message>
    <message>
        <source>Probe on other data…</source>
        <translation>Проба на других данных…</translation>
    </message>
    <message>
        <source>Groups of runs</source>
        <translation>Группы запусков</translation>
    </message>
    <message>
        <source>Show the runs in groups</source>
        <translation>Показать запуски группами</translation>
    </message>
    <message>
        <source>No groups</source>
        <translation>Без групп</translation>
    </message>
    <message>
        <source>By method</source>
        <translation>По методу</translation>
    </message>
    <message>
        <source>By recipe</source>
        <translation>По рецепту</translation>
    </message>
    <message>
        <source>By state</source>
        <translation>По состоянию</translation>
    </message>
    <message>
        <source>By data</source>
        <translation>По данным</translation>
    </message>
    <message>
        <source>By encoder and width</source>
        <translation>По энкодеру и ширине</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Цвет</translation>
    </message>
    <message>
        <source>As the method</source>
        <translation>Как у метода</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>Другой…</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::RunsProxy</name>
    <message>
        <source>No recipe</source>
        <translation>Без рецепта</translation>
    </message>
    <message>
        <source>No encoder</source>
        <translation>Без энкодера</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::SelectionPanel</name>
    <message>
        <source>unlabelled</source>
        <translation>без метки</translation>
    </message>
    <message>
        <source>Export the selection</source>
        <translation>Экспорт выделения</translation>
    </message>
    <message>
        <source>Selected images</source>
        <translation>Выделенные изображения</translation>
    </message>
    <message>
        <source>Draw a rectangle or a lasso on the map to see the images of that region and their classes.</source>
        <translation>Обведите область карты прямоугольником или лассо, чтобы увидеть её изображения и классы.</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 из %2 изображений</translation>
    </message>
    <message>
        <source> · %1 values of “%2”</source>
        <translation> · значений «%2»: %1</translation>
    </message>
    <message>
        <source>selection.csv</source>
        <translation>selection.csv</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Keep the selection</source>
        <translation>Сохранить выборку</translation>
    </message>
    <message>
        <source>Keep the selection under a name in the workspace</source>
        <translation>Сохранить выборку под именем в рабочей папке</translation>
    </message>
    <message>
        <source>Note on the selection</source>
        <translation>Заметка о выборке</translation>
    </message>
    <message>
        <source>Write a note: a label on the maps, and part of the report</source>
        <translation>Написать заметку: подпись на картах и часть отчёта</translation>
    </message>
    <message>
        <source>Label the selection</source>
        <translation>Пометить выборку</translation>
    </message>
    <message>
        <source>Give these images a value of a new label column, to colour by and to probe</source>
        <translation>Дать этим изображениям значение нового столбца меток: для цвета и для пробы</translation>
    </message>
    <message>
        <source>Export the selection as a table or a contact sheet</source>
        <translation>Экспорт выборки таблицей или контактным листом</translation>
    </message>
    <message>
        <source>Table with places on the maps (CSV)…</source>
        <translation>Таблица с местами на картах (CSV)…</translation>
    </message>
    <message>
        <source>Contact sheet (PNG)…</source>
        <translation>Контактный лист (PNG)…</translation>
    </message>
    <message>
        <source>selection.png</source>
        <translation>выборка.png</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>Contact sheet (PDF)…</source>
        <translation>Контактный лист (PDF)…</translation>
    </message>
    <message>
        <source>selection.pdf</source>
        <translation>выборка.pdf</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source> · images not at hand</source>
        <translation> · изображения недоступны</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::SetupPanel</name>
    <message>
        <source>Demo, generated</source>
        <translation>Демо, генерируется</translation>
    </message>
    <message>
        <source>Demo (%1)</source>
        <translation>Демо (%1)</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Набор данных</translation>
    </message>
    <message>
        <source>The images: generated ones, a CIFAR archive (.tar.gz) or its folder, or a folder of class folders</source>
        <translation>Изображения: сгенерированные, архив CIFAR (.tar.gz) или его папка, или папка с папками классов</translation>
    </message>
    <message>
        <source>Archive or file…</source>
        <translation>Архив или файл…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Папка…</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>How the encoder learns</source>
        <translation>Как учится энкодер</translation>
    </message>
    <message>
        <source>All four, compared</source>
        <translation>Все четыре, сравнение</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Рецепт</translation>
    </message>
    <message>
        <source>Every choice of a training, under one name</source>
        <translation>Все решения об обучении под одним именем</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Бюджет</translation>
    </message>
    <message>
        <source>How much each method may train</source>
        <translation>Сколько может учиться каждый метод</translation>
    </message>
    <message>
        <source>Unit of the budget</source>
        <translation>Единица бюджета</translation>
    </message>
    <message>
        <source>Time is equal time; epochs and images are equal work</source>
        <translation>Время – равное время; эпохи и изображения – равная работа</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>минуты</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>секунды</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>эпохи</translation>
    </message>
    <message>
        <source>images</source>
        <translation>изображения</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Ширина</translation>
    </message>
    <message>
        <source>Scales every channel count; empty: as in the recipe</source>
        <translation>Множитель числа каналов; пусто: как в рецепте</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Размер пакета</translation>
    </message>
    <message>
        <source>Images a step; empty: as in the recipe</source>
        <translation>Изображений за шаг; пусто: как в рецепте</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Зёрна</translation>
    </message>
    <message>
        <source>One run a seed: 0, or 0, 1, 2, or 0-4. The same seed gives the same run.</source>
        <translation>По запуску на зерно: 0, или 0, 1, 2, или 0-4. То же зерно – тот же запуск.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Устройство</translation>
    </message>
    <message>
        <source>Where to compute; automatic takes a GPU where there is one</source>
        <translation>Где вычислять; автоматически – на GPU, если он есть</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Автоматически</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Options…</source>
        <translation>Параметры…</translation>
    </message>
    <message>
        <source>All options</source>
        <translation>Все параметры</translation>
    </message>
    <message>
        <source>Optimiser, schedule, augmentation and the rest</source>
        <translation>Оптимизатор, расписание, аугментация и прочее</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Начать</translation>
    </message>
    <message>
        <source>Start what is set up here</source>
        <translation>Начать то, что настроено здесь</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>&amp;Данные</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Метод</translation>
    </message>
    <message>
        <source>&amp;Recipe</source>
        <translation>&amp;Рецепт</translation>
    </message>
    <message>
        <source>&amp;Budget</source>
        <translation>&amp;Бюджет</translation>
    </message>
    <message>
        <source>&amp;Width</source>
        <translation>&amp;Ширина</translation>
    </message>
    <message>
        <source>B&amp;atch</source>
        <translation>&amp;Пакет</translation>
    </message>
    <message>
        <source>&amp;Seeds</source>
        <translation>&amp;Зёрна</translation>
    </message>
    <message>
        <source>D&amp;evice</source>
        <translation>&amp;Устройство</translation>
    </message>
    <message>
        <source>Open a data set</source>
        <translation>Открыть набор данных</translation>
    </message>
    <message>
        <source>%1 (recipe)</source>
        <translation>%1 (рецепт)</translation>
    </message>
    <message>
        <source>Budget: more than 0 is expected.</source>
        <translation>Бюджет: должен быть больше 0.</translation>
    </message>
    <message>
        <source>Seeds: expected 0, or 0, 1, 2, or 0-4.</source>
        <translation>Зёрна: 0, или 0, 1, 2, или 0-4.</translation>
    </message>
    <message>
        <source>%1: expected %2 … %3.</source>
        <translation>%1: допустимо %2 … %3.</translation>
    </message>
    <message>
        <source>Options (%1 changed)…</source>
        <translation>Параметры (изменено: %1)…</translation>
    </message>
    <message>
        <source>all four methods</source>
        <translation>все четыре метода</translation>
    </message>
    <message>
        <source>Download CIFAR-100…</source>
        <translation>Скачать CIFAR-100…</translation>
    </message>
    <message>
        <source>Vary…</source>
        <translation>Варьировать…</translation>
    </message>
    <message>
        <source>Vary options</source>
        <translation>Варьировать параметры</translation>
    </message>
    <message>
        <source>Train a grid of values of any options, and compare what each is worth</source>
        <translation>Обучить сетку значений любых параметров и сравнить, чего стоит каждое</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Цена</translation>
    </message>
    <message>
        <source>%1, with the unlabelled images</source>
        <translation>%1, с неразмеченными изображениями</translation>
    </message>
    <message>
        <source>Data sets (*.tar.gz *.tgz *.tar *.npz *.npy *.csv);;All files (*)</source>
        <translation>Наборы данных (*.tar.gz *.tgz *.tar *.npz *.npy *.csv);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Open a folder of images or an unpacked archive of CIFAR or STL-10</source>
        <translation>Открыть папку изображений или распакованный архив CIFAR или STL-10</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::SweepModel</name>
    <message>
        <source>The greatest accuracy of this table. Read it with its interval: the best of many is partly luck.</source>
        <translation>Наибольшая точность в таблице. Смотрите и на интервал: лучшее из многих — отчасти удача.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::SweepPanel</name>
    <message>
        <source>Variations of this workspace</source>
        <translation>Вариации этой рабочей папки</translation>
    </message>
    <message>
        <source>Which grid of settings the table shows; the newest first</source>
        <translation>Какую сетку настроек показывает таблица; новые первыми</translation>
    </message>
    <message>
        <source>Show these runs</source>
        <translation>Показать эти запуски</translation>
    </message>
    <message>
        <source>Curves, maps and bars of the selected rows, or of all</source>
        <translation>Кривые, карты и столбцы выбранных строк или всех</translation>
    </message>
    <message>
        <source>Copy the table</source>
        <translation>Скопировать таблицу</translation>
    </message>
    <message>
        <source>What each setting was worth</source>
        <translation>Чего стоит каждая настройка</translation>
    </message>
    <message>
        <source>One row a setting. Enter or a double-click shows its runs.</source>
        <translation>Строка на настройку. Enter или двойной щелчок показывает её запуски.</translation>
    </message>
    <message>
        <source>Copy as tab-separated values</source>
        <translation>Скопировать с табуляцией</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>Скопировать как Markdown</translation>
    </message>
    <message>
        <source>A grid of settings and what each was worth appears here. Set one up with “Vary…” below the set-up or in a run&apos;s menu.</source>
        <translation>Здесь появится сетка настроек и чего стоит каждая. Задайте её кнопкой «Варьировать…» под настройкой или в меню запуска.</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>Копировать как LaTeX</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::TimeBar</name>
    <message>
        <source>Play</source>
        <translation>Воспроизвести</translation>
    </message>
    <message>
        <source>Play how the maps formed while the runs were training</source>
        <translation>Показать, как складывались карты во время обучения</translation>
    </message>
    <message>
        <source>Moment of training</source>
        <translation>Момент обучения</translation>
    </message>
    <message>
        <source>Drag, or use the arrow keys, to see the maps at an earlier moment of training</source>
        <translation>Тяните или нажимайте стрелки, чтобы увидеть карты в более ранний момент обучения</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>эпоха %1</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>готово</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::Tour</name>
    <message>
        <source>End the tour</source>
        <translation>Закончить обзор</translation>
    </message>
    <message>
        <source>Esc ends the tour</source>
        <translation>Esc заканчивает обзор</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>The step before</source>
        <translation>Предыдущий шаг</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Далее</translation>
    </message>
    <message>
        <source>The next step</source>
        <translation>Следующий шаг</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::TransferDialog</name>
    <message>
        <source>Probe on other data</source>
        <translation>Проба на других данных</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Набор данных</translation>
    </message>
    <message>
        <source>An archive, a folder of class folders, or demo:seed=2 for other generated images</source>
        <translation>Архив, папка с папками классов или demo:seed=2 — другие сгенерированные изображения</translation>
    </message>
    <message>
        <source>Choose an archive or file</source>
        <translation>Выбрать архив или файл</translation>
    </message>
    <message>
        <source>Data sets (*.tar.gz *.tgz *.npz);;All files (*)</source>
        <translation>Наборы данных (*.tar.gz *.tgz *.npz);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Выбрать папку</translation>
    </message>
    <message>
        <source>Protocol of the probe</source>
        <translation>Протокол пробы</translation>
    </message>
    <message>
        <source>Notebook: one-vs-rest on 75 % of the test embeddings. Standard: multinomial on the training embeddings, its strength chosen on validation</source>
        <translation>Блокнот: один против всех на 75 % тестовых эмбеддингов. Стандартный: мультиномиальная на обучающих эмбеддингах, сила регуляризации выбрана на валидации</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>стандартный</translation>
    </message>
    <message>
        <source>notebook</source>
        <translation>блокнот</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Метка</translation>
    </message>
    <message>
        <source>The column of labels that is read out of the embeddings</source>
        <translation>Столбец меток, который читается из эмбеддингов</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Проба</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>&amp;Данные</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>&amp;Протокол</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>&amp;Метка</translation>
    </message>
    <message>
        <source>What is %1 worth on images that it has not learnt from? They are embedded with its frozen weights and probed; the result stands under “Other data” below the bars.</source>
        <translation>Чего стоит %1 на изображениях, на которых не учился? Они пропускаются через его замороженные веса и пробуются; результат — во вкладке «Другие данные» под полосами.</translation>
    </message>
    <message>
        <source>Choose the images.</source>
        <translation>Выберите изображения.</translation>
    </message>
    <message>
        <source>These are the images that it was trained on.</source>
        <translation>На этих изображениях он и обучался.</translation>
    </message>
    <message>
        <source>Name a column of labels.</source>
        <translation>Назовите столбец меток.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::VaryDialog</name>
    <message>
        <source>Vary options of the recipe “%1”</source>
        <translation>Варьировать параметры рецепта «%1»</translation>
    </message>
    <message>
        <source>Every combination of the values is trained under every seed and probed. What is not varied stays as set up: %1, %2.</source>
        <translation>Каждое сочетание значений обучается с каждым зерном и проверяется пробой. Остальное — как в настройке: %1, %2.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Метод</translation>
    </message>
    <message>
        <source>The method that is trained with every combination</source>
        <translation>Метод, обучаемый с каждым сочетанием</translation>
    </message>
    <message>
        <source>All four, compared</source>
        <translation>Все четыре в сравнении</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Зёрна</translation>
    </message>
    <message>
        <source>0, or 0, 1, 2, or 0-4. With two or more, the interval is that over seeds.</source>
        <translation>0, или 0, 1, 2, или 0-4. При двух и более интервал — по зёрнам.</translation>
    </message>
    <message>
        <source>Another option</source>
        <translation>Ещё параметр</translation>
    </message>
    <message>
        <source>Vary one more option: all combinations are trained</source>
        <translation>Варьировать ещё один параметр: обучаются все сочетания</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>В очередь</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Метод</translation>
    </message>
    <message>
        <source>&amp;Seeds</source>
        <translation>&amp;Зёрна</translation>
    </message>
    <message>
        <source>Option to vary</source>
        <translation>Варьируемый параметр</translation>
    </message>
    <message>
        <source>Search options</source>
        <translation>Поиск параметров</translation>
    </message>
    <message>
        <source>Values, separated by commas</source>
        <translation>Значения через запятую</translation>
    </message>
    <message>
        <source>Do not vary this option</source>
        <translation>Не варьировать этот параметр</translation>
    </message>
    <message>
        <source>values, separated by commas</source>
        <translation>значения через запятую</translation>
    </message>
    <message>
        <source>now %1</source>
        <translation>сейчас %1</translation>
    </message>
    <message>
        <source>Values separated by commas: %1</source>
        <translation>Значения через запятую: %1</translation>
    </message>
    <message>
        <source>Seeds: expected 0, or 0, 1, 2, or 0-4.</source>
        <translation>Зёрна: ожидается 0, или 0, 1, 2, или 0-4.</translation>
    </message>
    <message>
        <source>Choose at least one option to vary.</source>
        <translation>Выберите хотя бы один параметр.</translation>
    </message>
    <message>
        <source>Choose an option to vary from the list.</source>
        <translation>Выберите параметр из списка.</translation>
    </message>
    <message>
        <source>%1 is varied twice.</source>
        <translation>%1 варьируется дважды.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 runs are more than one sweep takes (%2).</source>
        <translation>Запусков %1 — больше, чем допускает одна сетка (%2).</translation>
    </message>
    <message>
        <source>Settings: %1</source>
        <translation>Настроек: %1</translation>
    </message>
    <message>
        <source>methods: %1</source>
        <translation>методов: %1</translation>
    </message>
    <message>
        <source>seeds: %1</source>
        <translation>зёрен: %1</translation>
    </message>
    <message>
        <source>runs: %1</source>
        <translation>запусков: %1</translation>
    </message>
    <message>
        <source>%1; about %2 of training.</source>
        <translation>%1; около %2 обучения.</translation>
    </message>
    <message>
        <source>%1. How long they take is known after the first run of each method.</source>
        <translation>%1. Сколько это займёт, станет известно после первого запуска каждого метода.</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::WelcomePage</name>
    <message>
        <source>What does an image encoder learn: with labels, without, and with no training at all?</source>
        <translation>Чему учится энкодер изображений: с метками, без меток и вовсе без обучения?</translation>
    </message>
    <message>
        <source>Selfsight trains the same encoder four ways (supervised, BYOL, SimSiam, random weights), draws the losses while they fall, maps what each encoder sees, and measures by a linear probe how much of the classes can be read out of it.</source>
        <translation>Selfsight обучает один энкодер четырьмя способами (с учителем, BYOL, SimSiam, случайные веса), рисует потери, пока они падают, строит карту того, что видит каждый энкодер, и линейной пробой измеряет, сколько о классах из него можно прочесть.</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Попробовать демо</translation>
    </message>
    <message>
        <source>Generates images and compares all four methods on them: about five minutes on two cores</source>
        <translation>Сгенерирует изображения и сравнит на них все четыре метода: около пяти минут на двух ядрах</translation>
    </message>
    <message>
        <source>Open CIFAR-100 or other images…</source>
        <translation>Открыть CIFAR-100 или другие изображения…</translation>
    </message>
    <message>
        <source>A CIFAR archive (.tar.gz) or a folder of images</source>
        <translation>Архив CIFAR (.tar.gz) или папка изображений</translation>
    </message>
    <message>
        <source>Open a workspace…</source>
        <translation>Открыть рабочую папку…</translation>
    </message>
    <message>
        <source>A folder with runs made before</source>
        <translation>Папка с прежними запусками</translation>
    </message>
    <message>
        <source>The demo needs no files and no network. Look at three things: the supervised loss falls fastest; its map has one island a class, while BYOL&apos;s groups what looks alike, background included; and the probe at the right says what that is worth.</source>
        <translation>Демо не нужны ни файлы, ни сеть. Смотрите на три вещи: потери с учителем падают быстрее всех; на его карте по острову на класс, а BYOL собирает похожее на вид, включая фон; проба справа говорит, чего это стоит.</translation>
    </message>
    <message>
        <source>Recent workspaces</source>
        <translation>Недавние рабочие папки</translation>
    </message>
    <message>
        <source>Runs are kept in %1</source>
        <translation>Запуски хранятся в %1</translation>
    </message>
    <message>
        <source>Open workspace %1</source>
        <translation>Открыть рабочую папку %1</translation>
    </message>
    <message>
        <source>Open this workspace</source>
        <translation>Открыть эту рабочую папку</translation>
    </message>
    <message>
        <source>Download CIFAR-100…</source>
        <translation>Скачать CIFAR-100…</translation>
    </message>
    <message>
        <source>169 MB from its authors, checked; can be cancelled and goes on later</source>
        <translation>169 МБ от авторов, с проверкой; можно прервать и продолжить позже</translation>
    </message>
</context>
<context>
    <name>selfsight::ui::WindowActions</name>
    <message>
        <source>&amp;New run</source>
        <translation>&amp;Новый запуск</translation>
    </message>
    <message>
        <source>Set up a run</source>
        <translation>Настроить запуск</translation>
    </message>
    <message>
        <source>&amp;Open workspace…</source>
        <translation>&amp;Открыть папку…</translation>
    </message>
    <message>
        <source>Open a folder of runs</source>
        <translation>Открыть папку с запусками</translation>
    </message>
    <message>
        <source>Choose &amp;data set…</source>
        <translation>Выбрать &amp;данные…</translation>
    </message>
    <message>
        <source>A CIFAR archive or a file of images for the next run</source>
        <translation>Архив CIFAR или файл изображений для следующего запуска</translation>
    </message>
    <message>
        <source>&amp;Report</source>
        <translation>О&amp;тчёт</translation>
    </message>
    <message>
        <source>&amp;Everything…</source>
        <translation>&amp;Всё…</translation>
    </message>
    <message>
        <source>&amp;Curves…</source>
        <translation>&amp;Кривые…</translation>
    </message>
    <message>
        <source>Write the curves as PNG, SVG, PDF or CSV</source>
        <translation>Записать кривые как PNG, SVG, PDF или CSV</translation>
    </message>
    <message>
        <source>&amp;Maps…</source>
        <translation>К&amp;арты…</translation>
    </message>
    <message>
        <source>Write the maps as PNG, SVG, PDF or CSV</source>
        <translation>Записать карты как PNG, SVG, PDF или CSV</translation>
    </message>
    <message>
        <source>&amp;Table…</source>
        <translation>&amp;Таблица…</translation>
    </message>
    <message>
        <source>Write the comparison as CSV or Markdown</source>
        <translation>Записать сравнение как CSV или Markdown</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>В&amp;ыход</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Закрыть окно</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>Выделить вс&amp;ё</translation>
    </message>
    <message>
        <source>Select every image that matches the filter</source>
        <translation>Выделить все изображения, подходящие под фильтр</translation>
    </message>
    <message>
        <source>&amp;Clear selection</source>
        <translation>&amp;Снять выделение</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>Ничего не выделять</translation>
    </message>
    <message>
        <source>&amp;Find a class</source>
        <translation>&amp;Найти класс</translation>
    </message>
    <message>
        <source>Search the map&apos;s legend</source>
        <translation>Поиск в легенде карты</translation>
    </message>
    <message>
        <source>Copy comparison as &amp;Markdown</source>
        <translation>Копировать сравнение как &amp;Markdown</translation>
    </message>
    <message>
        <source>Copy the comparison as a Markdown table</source>
        <translation>Копировать сравнение таблицей Markdown</translation>
    </message>
    <message>
        <source>&amp;Compare all four</source>
        <translation>&amp;Сравнить все четыре</translation>
    </message>
    <message>
        <source>Train, map and probe all four encoders as set up at the left</source>
        <translation>Обучить, нанести на карту и проверить пробой все четыре энкодера по настройке слева</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Пауза</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>Пауза или дальше</translation>
    </message>
    <message>
        <source>&amp;Stop and keep</source>
        <translation>&amp;Остановить и сохранить</translation>
    </message>
    <message>
        <source>End this run now and keep what it has learnt</source>
        <translation>Закончить этот запуск и сохранить выученное</translation>
    </message>
    <message>
        <source>C&amp;ancel</source>
        <translation>От&amp;мена</translation>
    </message>
    <message>
        <source>End the whole job; its runs leave the comparison</source>
        <translation>Закончить всю работу; её запуски уйдут из сравнения</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>Про&amp;должить</translation>
    </message>
    <message>
        <source>Go on with the selected run from its last checkpoint</source>
        <translation>Продолжить выбранный запуск с последней контрольной точки</translation>
    </message>
    <message>
        <source>&amp;Duplicate as new…</source>
        <translation>Пов&amp;торить как новый…</translation>
    </message>
    <message>
        <source>Set up a run like the selected one</source>
        <translation>Настроить запуск как выбранный</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>П&amp;ереименовать</translation>
    </message>
    <message>
        <source>Change the name of the selected run</source>
        <translation>Изменить имя выбранного запуска</translation>
    </message>
    <message>
        <source>N&amp;otes…</source>
        <translation>&amp;Заметки…</translation>
    </message>
    <message>
        <source>Write notes on the selected run</source>
        <translation>Написать заметки о выбранном запуске</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>Открыть пап&amp;ку</translation>
    </message>
    <message>
        <source>Show the files of the selected run</source>
        <translation>Показать файлы выбранного запуска</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>&amp;Удалить…</translation>
    </message>
    <message>
        <source>Move the selected runs to the bin</source>
        <translation>Переместить выбранные запуски в корзину</translation>
    </message>
    <message>
        <source>Compute missing &amp;maps</source>
        <translation>Вычислить недостающие к&amp;арты</translation>
    </message>
    <message>
        <source>Compute the chosen map for the shown runs that lack it</source>
        <translation>Вычислить выбранную карту там, где её нет</translation>
    </message>
    <message>
        <source>Encoder &amp;%1</source>
        <translation>Энкодер &amp;%1</translation>
    </message>
    <message>
        <source>Bring the map and the curve of encoder %1 forward</source>
        <translation>Показать карту и кривую энкодера %1</translation>
    </message>
    <message>
        <source>&amp;All encoders</source>
        <translation>&amp;Все энкодеры</translation>
    </message>
    <message>
        <source>Show the maps side by side</source>
        <translation>Карты рядом</translation>
    </message>
    <message>
        <source>&amp;Fit maps</source>
        <translation>Вп&amp;исать карты</translation>
    </message>
    <message>
        <source>Show whole maps</source>
        <translation>Показать карты целиком</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>На весь &amp;экран</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>Занять весь экран</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>&amp;Сбросить расположение</translation>
    </message>
    <message>
        <source>Put all panels back to their places</source>
        <translation>Вернуть все панели на места</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;Системная</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>С&amp;ветлая</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Тёмная</translation>
    </message>
    <message>
        <source>&amp;What to look at</source>
        <translation>&amp;На что смотреть</translation>
    </message>
    <message>
        <source>How to read curves, maps and bars</source>
        <translation>Как читать кривые, карты и столбцы</translation>
    </message>
    <message>
        <source>&amp;About Selfsight</source>
        <translation>&amp;О программе</translation>
    </message>
    <message>
        <source>Versions, devices and licences</source>
        <translation>Версии, устройства и лицензии</translation>
    </message>
    <message>
        <source>&amp;Workspace</source>
        <translation>&amp;Папка</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Экспорт</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>П&amp;равка</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Запуск</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Панели</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Тема</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Справка</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Команды</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Карта</translation>
    </message>
    <message>
        <source>How 2-D positions are made from the embedding</source>
        <translation>Как из эмбеддинга получаются положения на плоскости</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Экспорт</translation>
    </message>
    <message>
        <source>Import &amp;weights…</source>
        <translation>Импорт &amp;весов…</translation>
    </message>
    <message>
        <source>Open a checkpoint of PyTorch or safetensors as a run</source>
        <translation>Открыть контрольную точку PyTorch или safetensors как запуск</translation>
    </message>
    <message>
        <source>Open em&amp;beddings…</source>
        <translation>Открыть эм&amp;беддинги…</translation>
    </message>
    <message>
        <source>Open embeddings made elsewhere (.npy) as a run</source>
        <translation>Открыть эмбеддинги, полученные в другом месте (.npy), как запуск</translation>
    </message>
    <message>
        <source>&amp;Weights…</source>
        <translation>&amp;Веса…</translation>
    </message>
    <message>
        <source>Write the encoder of the selected run for PyTorch, ONNX or as a Python script</source>
        <translation>Записать энкодер выбранного запуска для PyTorch, ONNX или как скрипт Python</translation>
    </message>
    <message>
        <source>Copy &amp;Python snippet</source>
        <translation>Скопировать код &amp;Python</translation>
    </message>
    <message>
        <source>Copy the code that rebuilds the selected run&apos;s encoder in plain PyTorch</source>
        <translation>Скопировать код, воссоздающий энкодер выбранного запуска на чистом PyTorch</translation>
    </message>
    <message>
        <source>Results of the selected &amp;run</source>
        <translation>Результаты выбранного &amp;запуска</translation>
    </message>
    <message>
        <source>As &amp;tables (CSV)…</source>
        <translation>Как &amp;таблицы (CSV)…</translation>
    </message>
    <message>
        <source>As &amp;arrays (NumPy)…</source>
        <translation>Как &amp;массивы (NumPy)…</translation>
    </message>
    <message>
        <source>For TensorBoard&apos;s &amp;projector…</source>
        <translation>Для &amp;проектора TensorBoard…</translation>
    </message>
    <message>
        <source>PNG &amp;resolution</source>
        <translation>&amp;Разрешение PNG</translation>
    </message>
    <message>
        <source>%1 dots per inch</source>
        <translation>%1 точек на дюйм</translation>
    </message>
    <message>
        <source>&amp;Vary…</source>
        <translation>&amp;Варьировать…</translation>
    </message>
    <message>
        <source>Train a grid of values of any options, and compare what each is worth</source>
        <translation>Обучить сетку значений любых параметров и сравнить, чего стоит каждое</translation>
    </message>
    <message>
        <source>&amp;Bin…</source>
        <translation>Корзи&amp;на…</translation>
    </message>
    <message>
        <source>Put deleted runs back</source>
        <translation>Вернуть удалённые запуски</translation>
    </message>
    <message>
        <source>Larger text, thicker lines and larger points, for a screen that many look at</source>
        <translation>Крупнее текст и точки, толще линии — для экрана, на который смотрят многие</translation>
    </message>
    <message>
        <source>Guided &amp;tour</source>
        <translation>&amp;Экскурсия</translation>
    </message>
    <message>
        <source>From panel to panel: what the four encoders have learnt</source>
        <translation>От панели к панели: чему научились четыре кодировщика</translation>
    </message>
    <message>
        <source>Report as &amp;PDF…</source>
        <translation>Отчёт в &amp;PDF…</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Отменить</translation>
    </message>
    <message>
        <source>Take back the last change</source>
        <translation>Отменить последнее изменение</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Повторить</translation>
    </message>
    <message>
        <source>Make the change again</source>
        <translation>Сделать изменение снова</translation>
    </message>
    <message>
        <source>Make the maps through &amp;training</source>
        <translation>Карты по &amp;ходу обучения</translation>
    </message>
    <message>
        <source>One map for every moment that the selected run kept, to be played below the maps</source>
        <translation>По карте на каждый сохранённый момент выбранного запуска, чтобы проигрывать их под картами</translation>
    </message>
    <message>
        <source>Probe on ot&amp;her data…</source>
        <translation>Про&amp;ба на других данных…</translation>
    </message>
    <message>
        <source>What the selected run&apos;s encoder is worth on images that it was not trained on</source>
        <translation>Чего стоит кодировщик выбранного запуска на изображениях, на которых он не обучался</translation>
    </message>
    <message>
        <source>Pre&amp;sentation</source>
        <translation>Пре&amp;зентация</translation>
    </message>
    <message>
        <source>Open re&amp;cent</source>
        <translation>Н&amp;едавние</translation>
    </message>
    <message>
        <source>Write and open the report of the runs shown</source>
        <translation>Записать и открыть отчёт о показанных запусках</translation>
    </message>
    <message>
        <source>Write the report of the runs shown as PDF</source>
        <translation>Записать отчёт о показанных запусках в PDF</translation>
    </message>
    <message>
        <source>Write every plot, map and table into a folder</source>
        <translation>Записать все графики, карты и таблицы в папку</translation>
    </message>
    <message>
        <source>&amp;Accuracies…</source>
        <translation>&amp;Точности…</translation>
    </message>
    <message>
        <source>Write the bars of the linear probe as PNG, SVG, PDF or CSV</source>
        <translation>Записать столбцы линейной пробы как PNG, SVG, PDF или CSV</translation>
    </message>
    <message>
        <source>C&amp;onfusion…</source>
        <translation>&amp;Ошибки…</translation>
    </message>
    <message>
        <source>Write the confusion matrix as PNG, SVG, PDF or CSV</source>
        <translation>Записать матрицу ошибок как PNG, SVG, PDF или CSV</translation>
    </message>
    <message>
        <source>&amp;Label efficiency…</source>
        <translation>&amp;Эффективность разметки…</translation>
    </message>
    <message>
        <source>Write accuracy against labelled images as PNG, SVG, PDF or CSV</source>
        <translation>Записать точность в зависимости от числа размеченных изображений как PNG, SVG, PDF или CSV</translation>
    </message>
</context>
</TS>
