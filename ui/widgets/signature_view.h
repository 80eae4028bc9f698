#pragma once

#include "jose/jws.h"

#include <QWidget>

class QLabel;

namespace gatehouse::ui {

class OutcomeLabel;

/// The verdict on one signature, and the key that gave it.
class SignatureView : public QWidget
{
    Q_OBJECT

public:
    explicit SignatureView(const QString &title, QWidget *parent = nullptr);

    /// `origin` is where the keys came from; empty where there were none.
    void setVerdict(const jose::SignatureVerdict &verdict, const QString &origin);

private:
    QLabel *m_title;
    OutcomeLabel *m_verdict;
    QLabel *m_key;
};

} // namespace gatehouse::ui
