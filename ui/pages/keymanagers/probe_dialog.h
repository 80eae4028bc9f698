#pragma once

#include "keymanager/endpoint_probe.h"

#include <QDialog>

class QTreeWidget;

namespace gatehouse::ui {

/// What each endpoint answers to a bare GET.
class ProbeDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ProbeDialog(const keymanager::KeyManager &keyManager, QWidget *parent = nullptr);

    void showAnswer(const keymanager::ProbeAnswer &answer);

private:
    QTreeWidget *m_list;
};

} // namespace gatehouse::ui
