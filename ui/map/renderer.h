// Draws a scene into an image, tile by tile on all threads. No widget, no display: the screen and PNG exports
// share it.
#pragma once

#include "ui/map/scene.h"
#include "ui/map/sprite.h"

#include <QImage>
#include <QSizeF>
#include <QString>

namespace selfsight::ui {

class MapRenderer {
  public:
    // Fills `image` (Format_RGB32; its devicePixelRatio gives the scale) with the scene as `camera` sees it.
    // The same arguments give the same pixels at any number of threads.
    void render(const Scene& scene, const Camera& camera, QImage& image);
    // By what maps are drawn here, as a sentence for people.
    static QString description();

  private:
    SpriteCache sprites_;
};

}  // namespace selfsight::ui
