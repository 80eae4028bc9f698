#include "icons.h"

#include "appearance.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

// The resources are in a static library: the linker drops them unless they are asked for. Outside any namespace,
// as Qt demands.
static void initialiseResources()
{
    Q_INIT_RESOURCE(gatehouse);
}

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

QPixmap renderOwn(const QString &name, QSize size, const QColor &colour)
{
    QFile file(u":/icons/%1.svg"_s.arg(name));
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    if (!file.open(QIODevice::ReadOnly))
        return pixmap;
    QByteArray svg = file.readAll();
    svg.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

QPixmap renderFromTheme(const QString &name, QSize size, const QColor &colour)
{
    QPixmap pixmap = QIcon::fromTheme(name).pixmap(size, 1.0);
    if (pixmap.isNull())
        return pixmap;
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), colour);
    return pixmap;
}

/// Asks for the colour each time it paints, so that a switch between light and dark needs no new icons.
class TintedIconEngine : public QIconEngine
{
public:
    TintedIconEngine(QString name, Tone tone)
        : m_name(std::move(name))
        , m_tone(tone)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        QPixmap image = pixmap(rect.size() * ratio, mode, state);
        image.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), image);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        // A cell may be too narrow for it.
        if (size.isEmpty())
            return {};
        const QColor colour = colourFor(mode);
        const QString key = u"gatehouse/%1/%2/%3/%4/%5"_s.arg(QIcon::themeName(), m_name, colour.name())
                                .arg(size.width())
                                .arg(size.height());
        QPixmap image;
        if (!QPixmapCache::find(key, &image)) {
            const QString symbolic = m_name + u"-symbolic"_s;
            if (QIcon::hasThemeIcon(symbolic))
                image = renderFromTheme(symbolic, size, colour);
            if (image.isNull())
                image = renderOwn(m_name, size, colour);
            QPixmapCache::insert(key, image);
        }
        return image;
    }

    QIconEngine *clone() const override { return new TintedIconEngine(*this); }

private:
    QColor colourFor(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::WindowText);
        if (mode == QIcon::Selected)
            return palette.color(QPalette::HighlightedText);
        return toneColour(m_tone, palette);
    }

    QString m_name;
    Tone m_tone;
};

} // namespace

QIcon tonedIcon(const QString &name, Tone tone)
{
    static const bool initialised = (initialiseResources(), true);
    Q_UNUSED(initialised);
    return QIcon(new TintedIconEngine(name, tone));
}

QIcon icon(const QString &name)
{
    return tonedIcon(name, Tone::Neutral);
}

QIcon outcomeIcon(dcr::Outcome outcome)
{
    return tonedIcon(u"outcome-"_s + dcr::name(outcome), toneOf(outcome));
}

QIcon applicationIcon()
{
    initialiseResources();
    return QIcon(u":/icons/gatehouse.svg"_s);
}

} // namespace gatehouse::ui
