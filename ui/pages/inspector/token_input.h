#pragma once

#include <QByteArray>
#include <QPlainTextEdit>

class QMimeData;

namespace gatehouse::ui {

/// Takes what is typed, pasted or dropped. A long text is kept whole and shown in part: laying it out would hold
/// up the window, and nobody reads it.
class TokenInput : public QPlainTextEdit
{
    Q_OBJECT

public:
    static constexpr qsizetype MaxShownBytes = qsizetype{24} * 1024;

    explicit TokenInput(QWidget *parent = nullptr);

    const QByteArray &text() const { return m_content; }
    void setContent(const QByteArray &text);
    /// A dropped file or text; false where there is neither.
    bool takeMimeData(const QMimeData *content);

    QSize sizeHint() const override;

Q_SIGNALS:
    void contentChanged();
    void fileOffered(const QString &path);

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QByteArray m_content;
    bool m_isExcerpt = false;
    bool m_isSetting = false;
};

} // namespace gatehouse::ui
