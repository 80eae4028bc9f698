#pragma once

#include <QTabWidget>

namespace gatehouse::ui {

class AdmissionPanel;
class ReviewPanel;
class StoreDocument;

/// Below the list of a store: what is wrong with it, and whom it lets in.
class StoreChecks : public QTabWidget
{
    Q_OBJECT

public:
    enum class Check : quint8 { Review, Admission };

    explicit StoreChecks(StoreDocument *document, QWidget *parent = nullptr);

    /// Shows itself with that one, and gives it the focus.
    void showCheck(Check check);
    AdmissionPanel *admission() const { return m_admission; }
    ReviewPanel *review() const { return m_review; }

Q_SIGNALS:
    void entryChosen(const QString &alias);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void close();

    ReviewPanel *m_review;
    AdmissionPanel *m_admission;
};

} // namespace gatehouse::ui
