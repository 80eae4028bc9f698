#pragma once

#include "store_document.h"

#include <QPointer>

namespace gatehouse::ui {

class PasswordDialog;
class PasswordMemory;

/// Opens one truststore file off the window's thread: with the password that is known or remembered, else without one,
/// else with the one that the user gives, until it fits or the user gives up. One of the signals of the end comes once;
/// the opener deletes itself after it.
class StoreOpener : public QObject
{
    Q_OBJECT

public:
    enum class Need : quint8 {
        Entries,  ///< a store that can be read without a password may be opened so
        Password, ///< the password itself is wanted, to save with
    };

    /// `memory` may be null; dialogs appear over `window`.
    StoreOpener(QString path, Need need, Instant now, PasswordMemory *memory, QWidget *window);
    ~StoreOpener() override;

    void start(const std::optional<trust::Password> &known = std::nullopt);
    const QString &path() const { return m_path; }

public Q_SLOTS:
    /// Ends it without waiting for the file; cancelled() comes from inside.
    void cancel();

Q_SIGNALS:
    void opened(const gatehouse::ui::LoadedStore &loaded, const std::optional<gatehouse::trust::Password> &password);
    void failed(const gatehouse::Error &error);
    void cancelled();
    /// The file is being read and no dialog shows it.
    void workingChanged(bool working);

private:
    enum class Source : quint8 { Known, Asked };

    void attempt(const std::optional<trust::Password> &password, Source source);
    void finishAttempt();
    void refuse(const QString &why);
    void ask(const QString &problem);
    void succeed(const LoadedStore &loaded, const std::optional<trust::Password> &password);
    void conclude();
    void setWorking(bool working);

    QString m_path;
    Need m_need;
    Instant m_now;
    PasswordMemory *m_memory;
    QPointer<QWidget> m_window;
    QPointer<PasswordDialog> m_dialog;
    QFutureWatcher<Result<LoadedStore>> m_watcher;
    std::optional<trust::Password> m_tried;
    std::optional<LoadedStore> m_unverified;
    QString m_refusal; ///< of the password that was known
    Source m_source = Source::Known;
    bool m_isWorking = false;
    bool m_isDone = false;
};

} // namespace gatehouse::ui
