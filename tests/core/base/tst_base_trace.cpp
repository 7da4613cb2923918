// SPDX-License-Identifier: GPL-3.0-or-later
// Step and Error: the traceback, the stage, the listener, and names that compilers agree on.
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/step.h"

#include <QTest>

#include <thread>

using namespace millrace;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

class Recorder final : public StepListener
{
public:
    void stepOpened(const TraceFrame& frame, std::optional<Stage> stage, int depth) override
    {
        lines.append(
            QStringLiteral("+%1 %2%3").arg(depth).arg(frame.what, stage ? u'/' + stageName(*stage) : QString()));
    }
    void stepClosed(const TraceFrame& frame, std::optional<Stage>, int depth, qint64 elapsedMs) override
    {
        lines.append(QStringLiteral("-%1 %2").arg(depth).arg(frame.what));
        negative = negative || elapsedMs < 0;
    }
    void stepProgressed(const TraceFrame& frame, qint64 done, qint64 total) override
    {
        lines.append(QStringLiteral("%1 %2/%3").arg(frame.what).arg(done).arg(total));
    }
    void stepNoted(const QString& text) override { lines.append(text); }

    QStringList lines;
    bool negative = false;
};

int throwDeep()
{
    const Step outer(Stage::Unpack, "unpack the upload", {{q("version"), q("1.0-1")}});
    const auto read = [] {
        const Step inner("read the tarball", {{q("bytes"), 17}});
        throw Error(q("unpack.truncated"), q("the tarball ends too early"), {{q("at"), 16}});
        return 0;
    };
    return read();
}

Error caught(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    return Error(q("test.nothing"), q("nothing was thrown"));
}
} // namespace

class TestBaseTrace : public QObject
{
    Q_OBJECT
private slots:
    void anErrorCarriesItsOpenSteps()
    {
        const Error error = caught([] { throwDeep(); });
        QCOMPARE(error.code(), q("unpack.truncated"));
        QCOMPARE(error.errorClass(), q("unpack"));
        QCOMPARE(error.stage(), Stage::Unpack);
        QCOMPARE(QByteArray(error.what()), QByteArray("unpack.truncated: the tarball ends too early"));
        QCOMPARE(error.evidence()[q("at")].toInt(), 16);
        const Traceback& trace = error.trace();
        QCOMPARE(trace.size(), 3); // oldest first; the last is where it was thrown
        QCOMPARE(trace.at(0).what, q("unpack the upload"));
        QCOMPARE(trace.at(0).values[q("version")].toString(), q("1.0-1"));
        QCOMPARE(trace.at(1).what, q("read the tarball"));
        QVERIFY(trace.at(1).values[q("bytes")].isDouble());
        QCOMPARE(trace.at(2).what, q("the tarball ends too early"));
        for (const TraceFrame& frame : trace) {
            QCOMPARE(frame.function, q("throwDeep"));
            QCOMPARE(frame.file, q("tests/core/base/tst_base_trace.cpp"));
            QVERIFY(frame.line > 30 && frame.line < 80);
        }
        QVERIFY(trace.at(0).line < trace.at(1).line && trace.at(1).line < trace.at(2).line);
        QVERIFY2(Step::trace().isEmpty(), "unwinding closes the steps");
        QVERIFY(!Step::currentStage());
    }

    void theInnermostStageCounts()
    {
        const Step fetch(Stage::Fetch, "a");
        {
            const Step plain("b");
            QCOMPARE(Step::currentStage(), Stage::Fetch);
            const Step tree(Stage::Tree, "c");
            QCOMPARE(Step::currentStage(), Stage::Tree);
        }
        QCOMPARE(Step::currentStage(), Stage::Fetch);
        QCOMPARE(Step::trace().size(), 1);
    }

    void aListenerHearsEverything()
    {
        Recorder recorder;
        QCOMPARE(Step::setListener(&recorder), nullptr);
        {
            Step outer(Stage::Refs, "outer");
            Step inner("inner");
            inner.progress(3, 10);
            Step::note(q("a flag"));
        }
        caught([] { throwDeep(); });
        QCOMPARE(Step::setListener(nullptr), &recorder);
        const Step unheard("unheard");
        Step::note(q("unheard"));
        QCOMPARE(recorder.lines,
                 (QStringList{q("+0 outer/refs"), q("+1 inner"), q("inner 3/10"), q("a flag"), q("-1 inner"),
                              q("-0 outer"), q("+0 unpack the upload/unpack"), q("+1 read the tarball"),
                              q("-1 read the tarball"), q("-0 unpack the upload")}));
        QVERIFY(!recorder.negative);
    }

    void threadsDoNotSeeEachOther()
    {
        Recorder recorder;
        Step::setListener(&recorder);
        const Step mine(Stage::Commit, "mine");
        Traceback theirs;
        std::optional<Stage> stage = Stage::Refs;
        std::thread([&] {
            stage = Step::currentStage();
            const Step step("theirs");
            theirs = Error(q("a.b"), q("c")).trace();
        }).join();
        Step::setListener(nullptr);
        QVERIFY(!stage);
        QCOMPARE(theirs.size(), 2);
        QCOMPARE(theirs.constFirst().what, q("theirs"));
        QCOMPARE(recorder.lines, QStringList{q("+0 mine/commit")});
    }

    void jsonKeepsAnErrorWhole()
    {
        Error error = caught([] { throwDeep(); });
        error = std::move(error).withAdvice(q("unpack it by hand")).withEvidence(q("text"), QString::fromUtf8("ü\n\""));
        const QByteArray line = compactJson(error.toJson());
        QVERIFY(!line.contains('\n'));
        const Error again = Error::fromJson(parseJsonObject(line, "test"));
        QCOMPARE(again.code(), error.code());
        QCOMPARE(again.message(), error.message());
        QCOMPARE(again.advice(), q("unpack it by hand"));
        QCOMPARE(again.evidence(), error.evidence());
        QCOMPARE(again.stage(), error.stage());
        QCOMPARE(again.trace().size(), 3);
        QCOMPARE(again.toJson(), error.toJson());
        QCOMPARE(error.toJson()[q("class")].toString(), q("unpack"));
        QCOMPARE(error.toJson()[q("phase")].toString(), q("unpack"));
        QVERIFY(!Error(q("a.b"), q("c")).toJson().contains(q("phase")));
        QCOMPARE(Error::fromJson({}).code(), q("internal.unknown"));
    }

    void stagesHaveWords()
    {
        QStringList words;
        for (const Stage stage : allStages) {
            words.append(stageName(stage));
            QCOMPARE(stageFromName(words.constLast()), stage);
        }
        QCOMPARE(words.join(u' '), q("archive fetch unpack tree commit refs"));
        QVERIFY(!stageFromName(u"Refs"));
        QVERIFY(!stageFromName(u""));
    }

    // What GCC 12 and Clang 14 print for the same functions.
    void functionNames_data()
    {
        QTest::addColumn<QString>("gcc");
        QTest::addColumn<QString>("clang");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* name, const char* gcc, const char* clang) {
            QTest::newRow(gcc) << q(gcc) << q(clang) << q(name);
        };
        row("unpack::X::X", "millrace::unpack::X::X()", "millrace::unpack::X::X()");
        row("unpack::X::~X", "millrace::unpack::X::~X()", "millrace::unpack::X::~X()");
        row("unpack::X::m", "void millrace::unpack::X::m() const", "void millrace::unpack::X::m() const");
        row("unpack::X::r", "millrace::unpack::X&& millrace::unpack::X::r() &&",
            "millrace::unpack::X &&millrace::unpack::X::r() &&");
        row("unpack::X::t", "void millrace::unpack::X::t(T) [with T = int]",
            "void millrace::unpack::X::t(T) [T = int]");
        row("unpack::X::s", "static std::map<int, std::vector<int> > millrace::unpack::X::s()",
            "static std::map<int, std::vector<int>> millrace::unpack::X::s()");
        row("unpack::Y::m", "void millrace::unpack::Y<T>::m(std::function<void(int)>) [with T = std::vector<int>]",
            "void millrace::unpack::Y<std::vector<int>>::m(std::function<void (int)>) [T = std::vector<int>]");
        row("unpack::Y::m",
            "millrace::unpack::Y<std::vector<int> >::m(std::function<void(int)>)::<lambda(auto:3)> [with auto:3 = int]",
            "auto millrace::unpack::Y<std::vector<int>>::m(std::function<void (int)>)::(anonymous class)::operator()"
            "(auto) const [T = std::vector<int>, x:auto = int]");
        row("unpack::A::m", "void millrace::unpack::{anonymous}::A::m()",
            "void millrace::unpack::(anonymous namespace)::A::m()");
        row("unpack::g", "const char* millrace::unpack::{anonymous}::g()",
            "const char *millrace::unpack::(anonymous namespace)::g()");
        row("unpack::run", "auto millrace::unpack::{anonymous}::run(W) [with W = main()::<lambda()>]",
            "auto millrace::unpack::(anonymous namespace)::run(W) [W = (lambda at b.cpp:19:236)]");
        row("unpack::f", "millrace::unpack::{anonymous}::f()::<lambda()>",
            "auto millrace::unpack::(anonymous namespace)::f()::(anonymous class)::operator()() const");
        row("unpack::f", "millrace::unpack::{anonymous}::f()::<lambda()> mutable",
            "auto millrace::unpack::(anonymous namespace)::f()::(anonymous class)::operator()()");
        row("unpack::f", "millrace::unpack::{anonymous}::f()::<lambda()> mutable::<lambda(const char*)>",
            "auto millrace::unpack::(anonymous namespace)::f()::(anonymous class)::operator()()::(anonymous "
            "class)::operator()(const char *) const");
        row("main", "main()::<lambda()>", "auto main()::(anonymous class)::operator()() const");
        row("main", "int main(int, char**)", "int main(int, char **)");
        row("unpack::X", "bool millrace::unpack::X::operator<(const millrace::unpack::X&) const",
            "bool millrace::unpack::X::operator<(const millrace::unpack::X &) const");
        row("unpack::X", "bool millrace::unpack::X::operator>(const millrace::unpack::X&) const",
            "bool millrace::unpack::X::operator>(const millrace::unpack::X &) const");
        row("unpack::X", "millrace::unpack::X* millrace::unpack::X::operator->()",
            "millrace::unpack::X *millrace::unpack::X::operator->()");
        row("unpack::X", "millrace::unpack::X& millrace::unpack::X::operator<<(int)",
            "millrace::unpack::X &millrace::unpack::X::operator<<(int)");
        row("unpack::X", "int millrace::unpack::X::operator()(int) const",
            "int millrace::unpack::X::operator()(int) const");
        row("unpack::X", "int millrace::unpack::X::operator[](int)", "int millrace::unpack::X::operator[](int)");
        row("unpack::X", "millrace::unpack::X::operator bool() const",
            "bool millrace::unpack::X::operator bool() const");
        row("unpack::X", "millrace::unpack::X::operator const char*() const",
            "const char *millrace::unpack::X::operator const char *() const");
        row("unpack::X", "static void* millrace::unpack::X::operator new(size_t)",
            "static void *millrace::unpack::X::operator new(size_t)");
        row("", "", "");
    }

    void functionNames()
    {
        QFETCH(QString, gcc);
        QFETCH(QString, clang);
        QFETCH(QString, name);
        QCOMPARE(stableFunctionName(gcc.toUtf8().constData()), name);
        QCOMPARE(stableFunctionName(clang.toUtf8().constData()), name);
    }
};

QTEST_GUILESS_MAIN(TestBaseTrace)
#include "tst_base_trace.moc"
