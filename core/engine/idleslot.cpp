// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idleslot.h"

#include "core/archive/aptconfig.h"
#include "core/base/answer.h"
#include "core/engine/verifyplan.h"
#include "core/git/maintenance.h"

#include <QtConcurrentRun>

namespace millrace::engine {

namespace {
/// When nothing was due, nothing will be for a while.
constexpr qint64 lookEveryMs = 60 * 1000;
/// One that was cut short lets others have a turn before it begins anew.
constexpr qint64 againMs = 10 * 60 * 1000;
} // namespace

IdleSlot::IdleSlot(store::StoreThread& store, QThreadPool& pool, IdleSlotOptions options, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_pool(pool)
    , m_options(std::move(options))
{
}

void IdleSlot::tell(const QString& package)
{
    m_store.run([host = m_options.host, package, everyS = m_options.everyMs / 1000](store::StateStore& state) {
        state.findings.setVerifying(host, package, everyS);
    });
}

qint64 IdleSlot::msToNextLook() const
{
    if (m_options.everyMs <= 0 || m_busy || !m_sinceLook.isValid())
        return 0;
    return std::max<qint64>(0, std::min(lookEveryMs, m_options.everyMs) - m_sinceLook.elapsed());
}

void IdleSlot::look()
{
    if (!std::exchange(m_told, true))
        tell({});
    if (m_options.everyMs <= 0 || m_busy || msToNextLook() > 0)
        return;
    m_busy = true;
    m_yielding = false;
    answer(
        QtConcurrent::run(
            &m_pool,
            [store = &m_store, options = m_options] {
                const auto package = store->call([&](store::StateStore& state) {
                    return state.findings.claimNext(options.everyMs, std::min(againMs, options.everyMs), options.host);
                });
                if (!package)
                    return Planned();
                Planned planned = store->call([&](store::StateStore& state) {
                    return Planned{*package, planVerification(state, *package, options.paths, options.sample,
                                                              options.repositories->place(package->name))};
                });
                if (planned.spec && planned.spec->job.downloads())
                    planned.spec->job.proxies = archive::readAptSettings().proxies.rules;
                return planned;
            }),
        this, [this](const Planned& planned) { run(planned); }, [this](const Error&) { settle(true); });
}

void IdleSlot::run(const Planned& planned)
{
    if (m_yielding || !planned.spec) {
        settle(planned.package.id == 0);
        return;
    }
    m_run = std::make_unique<VerifyRun>(*planned.spec, m_options.program, VerifyRun::Priority::Idle, nullptr);
    connect(m_run.get(), &VerifyRun::finished, this, [this, package = planned.package] { record(package); });
    tell(planned.package.name);
    m_run->start();
    emit started(planned.package.name);
}

void IdleSlot::record(const store::VerifiablePackage& package)
{
    VerifyRun* run = m_run.release();
    run->deleteLater();
    tell({});
    if (run->result().stopped) {
        emit ended(package.name, 0, true);
        settle(false);
        return;
    }
    const auto isFinding = [](const integrity::Finding& one) { return one.severity != integrity::Severity::Note; };
    const VerifyResult& result = run->result();
    const int findings = static_cast<int>(std::count_if(result.findings.cbegin(), result.findings.cend(), isFinding));
    answer(
        m_store.run([package, spec = run->spec(), result](store::StateStore& state) {
            return recordVerification(state, package.id, spec, result);
        }),
        this,
        [this, package, findings](bool recorded) {
            emit ended(package.name, findings, !recorded);
            // A repository with damage is left as it is: whoever looks into it wants to see it so.
            if (recorded && findings == 0)
                maintain(package.name);
            else
                settle(false);
        },
        [this](const Error&) { settle(true); });
}

void IdleSlot::maintain(const QString& package)
{
    const QString repository = m_options.repositories->place(package);
    if (m_yielding || !git::wantsMaintenance(repository)) {
        settle(false);
        return;
    }
    m_maintenance = std::make_unique<MaintenanceRun>(repository, nullptr);
    connect(m_maintenance.get(), &MaintenanceRun::finished, this, [this] {
        m_maintenance.release()->deleteLater();
        settle(false);
    });
    m_maintenance->start();
}

void IdleSlot::settle(bool nothingDue)
{
    m_busy = false;
    if (nothingDue)
        m_sinceLook.start();
    else
        m_sinceLook.invalidate();
    emit settled();
}

void IdleSlot::yield()
{
    m_yielding = true;
    if (m_run)
        m_run->stop();
    if (m_maintenance)
        m_maintenance->stop();
}

} // namespace millrace::engine
