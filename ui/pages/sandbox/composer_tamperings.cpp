#include "composer_tamperings.h"

#include "dcr/check.h"
#include "ui/icons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/quiet_label.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Tampering;
using sandbox::TamperingNeeds;

namespace {

QString whyNotAtHand(TamperingNeeds needs)
{
    return needs == TamperingNeeds::OtherTpp
        ? ComposerTamperings::tr("Needs a second test TPP whose kit is at hand.")
        : ComposerTamperings::tr("Needs a request that was accepted: send one first.");
}

} // namespace

ComposerTamperings::ComposerTamperings(QWidget *parent)
    : QGroupBox(tr("Tamper with it"), parent)
    , m_expectation(new QuietLabel(this))
    , m_none(new QPushButton(icon(u"edit-clear"_s), tr("&Untick all"), this))
{
    auto *grid = new QGridLayout;
    grid->setColumnStretch(1, 1);
    grid->setVerticalSpacing(2);
    QWidget *boxes = nullptr;
    std::optional<sandbox::TamperedPart> part;
    for (const Tampering &tampering : sandbox::tamperings()) {
        if (part != tampering.part) {
            part = tampering.part;
            const int row = grid->rowCount();
            auto *label = new QLabel(tr("%1:").arg(sandbox::title(tampering.part)), this);
            // In line with the first of the boxes.
            label->setMinimumHeight(QCheckBox(label->text()).sizeHint().height());
            grid->addWidget(label, row, 0, Qt::AlignRight | Qt::AlignTop);
            boxes = new QWidget(this);
            boxes->setLayout(new FlowLayout(boxes));
            boxes->layout()->setContentsMargins(0, 0, 0, 0);
            grid->addWidget(boxes, row, 1);
        }
        auto *box = new QCheckBox(sandbox::title(tampering), boxes);
        box->setObjectName(u"tamper-"_s + tampering.id);
        box->setAccessibleDescription(sandbox::describe(tampering));
        boxes->layout()->addWidget(box);
        m_rows.append({&tampering, box});
        connect(box, &QCheckBox::toggled, this, [this] {
            showExpectation();
            Q_EMIT changed();
        });
    }
    m_expectation->setObjectName(u"tamperExpectation"_s);
    m_none->setObjectName(u"tamperNothing"_s);
    m_none->setToolTip(tr("Sends what is composed as it stands"));
    connect(m_none, &QPushButton::clicked, this, [this] {
        for (const Row &row : m_rows) {
            const QSignalBlocker blocker(row.box);
            row.box->setChecked(false);
        }
        showExpectation();
        Q_EMIT changed();
    });
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_expectation, 1);
    bottom->addWidget(m_none, 0, Qt::AlignBottom);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(grid);
    layout->addLayout(bottom);
    setAvailable({});
    showExpectation();
}

QList<const Tampering *> ComposerTamperings::chosen() const
{
    QList<const Tampering *> chosen;
    for (const Row &row : m_rows) {
        if (row.box->isChecked())
            chosen.append(row.tampering);
    }
    return chosen;
}

void ComposerTamperings::setAvailable(const QList<TamperingNeeds> &atHand)
{
    for (const Row &row : m_rows) {
        const TamperingNeeds needs = row.tampering->needs;
        const bool isAvailable = needs == TamperingNeeds::Nothing || atHand.contains(needs);
        row.box->setEnabled(isAvailable);
        if (!isAvailable)
            row.box->setChecked(false);
        const dcr::Check *check = dcr::findCheck(row.tampering->check);
        row.box->setToolTip(tr("%1\nShould be caught by “%2”.%3")
                                .arg(sandbox::describe(*row.tampering), dcr::title(*check),
                                     isAvailable ? QString() : u'\n' + whyNotAtHand(needs)));
    }
}

void ComposerTamperings::showExpectation()
{
    QStringList sentences;
    for (const Tampering *tampering : chosen())
        sentences += tr("%1 Should be caught by “%2”.")
                         .arg(sandbox::describe(*tampering), dcr::title(*dcr::findCheck(tampering->check)));
    m_none->setEnabled(!sentences.isEmpty());
    m_expectation->setText(sentences.isEmpty() ? tr("Nothing: it is sent as it is composed.") : sentences.join(u'\n'));
}

} // namespace gatehouse::ui
