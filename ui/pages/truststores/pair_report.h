#pragma once

#include "store_pair.h"

#include <QDialog>

class QTableWidget;

namespace gatehouse::ui {

/// What an import into a pair did to each of the two stores.
class PairReport : public QDialog
{
    Q_OBJECT

public:
    explicit PairReport(const StorePair::Report &report, QWidget *parent = nullptr);

Q_SIGNALS:
    void saveRequested();

private:
    QTableWidget *makeTable(const StorePair::Report &report);
};

} // namespace gatehouse::ui
