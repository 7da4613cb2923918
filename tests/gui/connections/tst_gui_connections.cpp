// SPDX-License-Identifier: GPL-3.0-or-later
// Saved connections: kept without secrets, edited, tested with a report that says what is wrong, duplicated, removed
// and brought back. With MILLRACE_GRABS=DIR it leaves pictures.
#include "core/store/statestore.h"
#include "tests/gui/support/pictures.h"
#include "ui/connections/connectionbook.h"
#include "ui/connections/connectioncolour.h"
#include "ui/connections/connectionform.h"
#include "ui/connections/connectionsdialog.h"
#include "ui/connections/passworddialog.h"
#include "ui/connections/passwords.h"
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"

#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::ui;
using test::keepPictures;
using Kind = Connection::Kind;

namespace {

struct Desk
{
    QTemporaryDir home;
    Paths paths = Paths::below(home.path());
    ConnectionBook book{paths};
    Passwords passwords;
};

Connection postgres(const QString& name)
{
    Connection connection = newConnection(Kind::Postgres);
    connection.name = name;
    connection.host = QStringLiteral("127.0.0.1");
    connection.database = QStringLiteral("millrace");
    connection.user = QStringLiteral("ada");
    return connection;
}

void makeStore(const QString& path)
{
    const store::StateStore store(store::StoreUrl::parse(QLatin1String("sqlite:") + path), store::OpenMode::ReadWrite);
}

void setSchema(const QString& path, int version)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("schema"));
        database.setDatabaseName(path);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(QStringLiteral("PRAGMA user_version = %1").arg(version)));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("schema"));
}

template <typename Widget> Widget* field(ConnectionsDialog& dialog, const char* name)
{
    return dialog.findChild<Widget*>(QLatin1String("connection.") + QLatin1String(name));
}

QString report(ConnectionsDialog& dialog)
{
    return dialog.findChild<QLabel*>(QStringLiteral("connections.report"))->text() + QLatin1Char('\n') +
           dialog.findChild<QLabel*>(QStringLiteral("connections.reportText"))->text();
}

} // namespace

class TestConnections : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void thisComputerIsAlwaysFirst();
    void urls();
    void foldersAreApart();
    void savedAndReadAgain();
    void damagedFileLosesNothingElse();
    void coloursAreReadable();
    void addedAsItIsTyped();
    void duplicatedRemovedAndBack();
    void testSaysWhatIsWrong_data();
    void testSaysWhatIsWrong();
    void passwordStaysOutOfEveryFile();
    void passwordIsAskedWithTheReason();
};

void TestConnections::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestConnections::thisComputerIsAlwaysFirst()
{
    Desk desk;
    QCOMPARE(desk.book.all().size(), 1);
    QCOMPARE(desk.book.all().first(), thisComputer());
    QVERIFY(desk.book.remove(thisComputer().id));
    QCOMPARE(desk.book.all().size(), 1);
    desk.book.save(postgres(QStringLiteral("prod")));
    QCOMPARE(ConnectionBook(desk.paths).all().first(), thisComputer());
    QCOMPARE(storeUrl(thisComputer(), desk.paths), desk.paths.store);
    QVERIFY(!thisComputer().isShared());
}

void TestConnections::urls()
{
    const Paths base = Paths::below(QStringLiteral("/home/ada"));
    Connection connection = postgres(QStringLiteral("prod"));
    connection.host = QStringLiteral("db.example.org");
    connection.sslMode = QStringLiteral("verify-full");
    connection.rootCertificate = QStringLiteral("/etc/ssl/our ca.pem");
    const QString url = storeUrl(connection, base);
    QVERIFY2(url.startsWith(QStringLiteral("postgresql://ada@db.example.org:5432/millrace?")), qPrintable(url));
    QVERIFY2(url.contains(QStringLiteral("sslmode=verify-full")), qPrintable(url));
    QVERIFY2(url.contains(QStringLiteral("sslrootcert=/etc/ssl/our%20ca.pem")), qPrintable(url));
    QCOMPARE(store::StoreUrl::parse(url).kind, store::StoreUrl::Kind::Postgres);
    QCOMPARE(placeText(connection, base), QStringLiteral("db.example.org:5432/millrace as ada"));

    connection.host = QStringLiteral("/run/postgresql");
    QVERIFY2(storeUrl(connection, base).contains(QStringLiteral("host=/run/postgresql")),
             qPrintable(storeUrl(connection, base)));
    QCOMPARE(store::StoreUrl::parse(storeUrl(connection, base)).kind, store::StoreUrl::Kind::Postgres);
}

void TestConnections::foldersAreApart()
{
    const Paths base = Paths::below(QStringLiteral("/home/ada/millrace"));
    Connection first = postgres(QStringLiteral("prod"));
    const Connection second = postgres(QStringLiteral("test"));
    QVERIFY(pathsOf(first, base).repositories != base.repositories);
    QVERIFY(pathsOf(first, base).repositories != pathsOf(second, base).repositories);
    QVERIFY(pathsOf(first, base).logs() != base.logs());
    QCOMPARE(pathsOf(first, base).config, base.config);
    first.repositories = QStringLiteral("/srv/repositories");
    QCOMPARE(pathsOf(first, base).repositories, QStringLiteral("/srv/repositories"));
    QCOMPARE(pathsOf(thisComputer(), base).repositories, base.repositories);
}

void TestConnections::savedAndReadAgain()
{
    Desk desk;
    Connection connection = postgres(QStringLiteral("prod-db"));
    connection.colour = QStringLiteral("violet");
    connection.port = 5433;
    connection.sslMode = QStringLiteral("verify-full");
    connection.rootCertificate = QStringLiteral("/etc/ssl/root.crt");
    connection.repositories = QStringLiteral("/srv/git");
    connection.asksToUnlock = true;
    connection.relockMinutes = 3;
    Connection file = newConnection(Kind::SqliteFile);
    file.name = QStringLiteral("old");
    file.file = QStringLiteral("/tmp/old.sqlite");
    file.opensReadOnly = false;
    file.runsEngine = true;
    QVERIFY(desk.book.save(connection));
    QVERIFY(desk.book.save(file));
    const ConnectionBook again(desk.paths);
    QCOMPARE(again.all().size(), 3);
    QCOMPARE(again.all().at(1), connection);
    QCOMPARE(again.all().at(2), file);
    // What is not said is what harms least.
    const QJsonObject bare{{QStringLiteral("id"), QStringLiteral("x")},
                           {QStringLiteral("kind"), QStringLiteral("postgresql")}};
    QVERIFY(connectionFromJson(bare)->opensReadOnly);
    QVERIFY(!connectionFromJson(bare)->runsEngine);
}

void TestConnections::damagedFileLosesNothingElse()
{
    Desk desk;
    desk.book.save(postgres(QStringLiteral("prod")));
    QFile file(desk.paths.config + QStringLiteral("/connections.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{ broken");
    file.close();
    QCOMPARE(ConnectionBook(desk.paths).all().size(), 1);
}

void TestConnections::coloursAreReadable()
{
    for (const theme::Scheme scheme : {theme::Scheme::Light, theme::Scheme::Dark}) {
        theme::apply(*qApp, scheme);
        for (const QString& name : connectionColours()) {
            QVERIFY2(theme::contrast(connectionFill(name), connectionInk(name)) >= 4.5, qPrintable(name));
            QVERIFY2(theme::contrast(connectionFill(name), qApp->palette().color(QPalette::Window)) >= 3,
                     qPrintable(name));
            QVERIFY(connectionColourText(name) != connectionColourText({}));
        }
    }
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestConnections::addedAsItIsTyped()
{
    Desk desk;
    ConnectionsDialog dialog(desk.book, desk.passwords, thisComputer().id, Clock::system());
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.add(Kind::Postgres);
    auto* host = field<QLineEdit>(dialog, "host");
    QVERIFY(host->isVisible());
    QVERIFY(!field<QLineEdit>(dialog, "file")->isVisible());
    auto* test = dialog.findChild<QPushButton*>(QStringLiteral("connections.test"));
    auto* open = dialog.findChild<QPushButton*>(QStringLiteral("connections.open"));
    QVERIFY(!test->isEnabled());
    QVERIFY(!open->isEnabled());
    QTest::keyClicks(host, QStringLiteral("db.example.org"));
    QVERIFY2(report(dialog).contains(QStringLiteral("database")), qPrintable(report(dialog)));
    QCOMPARE(desk.book.all().size(), 1);
    QTest::keyClicks(field<QLineEdit>(dialog, "database"), QStringLiteral("millrace"));
    QTest::keyClicks(field<QLineEdit>(dialog, "user"), QStringLiteral("ada"));
    QCOMPARE(desk.book.all().size(), 2);
    QVERIFY(test->isEnabled() && open->isEnabled());
    field<QLineEdit>(dialog, "name")->selectAll();
    QTest::keyClicks(field<QLineEdit>(dialog, "name"), QStringLiteral("prod-db"));
    field<QComboBox>(dialog, "colour")->setCurrentIndex(1);
    const Connection saved = ConnectionBook(desk.paths).all().at(1);
    QCOMPARE(saved.name, QStringLiteral("prod-db"));
    QCOMPARE(saved.host, QStringLiteral("db.example.org"));
    QCOMPARE(saved.colour, connectionColours().first());
    QVERIFY(saved.opensReadOnly);
    // The dialog's list shows name and place.
    auto* list = dialog.findChild<QListWidget*>(QStringLiteral("connections.list"));
    QCOMPARE(list->count(), 2);
    QVERIFY2(list->item(1)->text().contains(QStringLiteral("db.example.org:5432/millrace as ada")),
             qPrintable(list->item(1)->text()));
    keepPictures(dialog, QStringLiteral("connections-form"), {});

    QSignalSpy wanted(&dialog, &ConnectionsDialog::openRequested);
    open->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toString(), saved.id);
}

void TestConnections::duplicatedRemovedAndBack()
{
    Desk desk;
    desk.book.save(postgres(QStringLiteral("prod")));
    ConnectionsDialog dialog(desk.book, desk.passwords, thisComputer().id, Clock::system());
    dialog.show();
    dialog.choose(desk.book.all().at(1).id);
    dialog.findChild<QPushButton*>(QStringLiteral("connections.duplicate"))->click();
    QCOMPARE(desk.book.all().size(), 3);
    const Connection copy = desk.book.all().at(2);
    QCOMPARE(copy.name, QStringLiteral("prod 2"));
    QVERIFY(copy.id != desk.book.all().at(1).id);
    QCOMPARE(dialog.chosen(), copy.id);

    dialog.findChild<QPushButton*>(QStringLiteral("connections.remove"))->click();
    QCOMPARE(desk.book.all().size(), 2);
    auto* messages = dialog.findChild<MessageBar*>();
    QVERIFY(messages->isVisible());
    messages->actionButton()->click();
    QCOMPARE(desk.book.all().size(), 3);
    QCOMPARE(*desk.book.byId(copy.id), copy);

    // This computer has no fields, and can neither be removed nor copied.
    dialog.choose(thisComputer().id);
    QVERIFY(!dialog.form()->isVisible());
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("connections.remove"))->isEnabled());
    keepPictures(dialog, QStringLiteral("connections-local"), {});
}

void TestConnections::testSaysWhatIsWrong_data()
{
    QTest::addColumn<QString>("store");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("works");
    QTest::newRow("works") << QStringLiteral("good") << QStringLiteral("It works") << true;
    QTest::newRow("not there") << QStringLiteral("missing") << QStringLiteral("there is no store") << false;
    QTest::newRow("something else") << QStringLiteral("other") << QStringLiteral("no Millrace store") << false;
    QTest::newRow("newer") << QStringLiteral("newer") << QStringLiteral("newer Millrace") << false;
    QTest::newRow("older") << QStringLiteral("older") << QStringLiteral("older schema") << false;
}

void TestConnections::testSaysWhatIsWrong()
{
    QFETCH(QString, store);
    QFETCH(QString, says);
    QFETCH(bool, works);
    Desk desk;
    const QString path = desk.home.filePath(QStringLiteral("other.sqlite"));
    if (store != QLatin1String("missing") && store != QLatin1String("other"))
        makeStore(path);
    if (store == QLatin1String("other")) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
    }
    if (store == QLatin1String("newer"))
        setSchema(path, 9999);
    if (store == QLatin1String("older"))
        setSchema(path, 1);
    Connection connection = newConnection(Kind::SqliteFile);
    connection.name = QStringLiteral("other");
    connection.file = path;
    desk.book.save(connection);
    ConnectionsDialog dialog(desk.book, desk.passwords, thisComputer().id, Clock::system());
    dialog.show();
    dialog.choose(connection.id);
    dialog.findChild<QPushButton*>(QStringLiteral("connections.test"))->click();
    QVERIFY(dialog.isTesting());
    QTRY_VERIFY(!dialog.isTesting());
    QVERIFY2(report(dialog).contains(says, Qt::CaseInsensitive), qPrintable(report(dialog)));
    QCOMPARE(report(dialog).contains(QStringLiteral("It works")), works);
    if (store == QLatin1String("missing"))
        QVERIFY(!QFile::exists(path)); // a test makes no store
    keepPictures(dialog, QStringLiteral("connections-test-") + store, {});
}

void TestConnections::passwordStaysOutOfEveryFile()
{
    // No keychain service runs here: the password lives as long as the console, and it is said why.
    Desk desk;
    const QString secret = QStringLiteral("corr3ct-horse-battery");
    const Connection connection = postgres(QStringLiteral("prod"));
    desk.book.save(connection);
    {
        ConnectionsDialog dialog(desk.book, desk.passwords, thisComputer().id, Clock::system());
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        dialog.choose(connection.id);
        auto* edit = field<QLineEdit>(dialog, "password");
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
        edit->setFocus();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, secret);
        QTest::keyClick(edit, Qt::Key_Tab);
        auto* note = field<QLabel>(dialog, "passwordNote");
        QTRY_VERIFY2(note->isVisible() && note->text().contains(QStringLiteral("until Millrace closes")),
                     qPrintable(note->text()));
        keepPictures(dialog, QStringLiteral("connections-password"), {});
    }
    std::optional<Passwords::Found> found;
    desk.passwords.find(connection.id, this, [&](const Passwords::Found& answer) { found = answer; });
    QTRY_VERIFY(found.has_value());
    QCOMPARE(found->password, secret);
    int files = 0;
    QDirIterator each(desk.home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        QFile file(each.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(secret.toUtf8()), qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 0);
    QVERIFY(!storeUrl(connection, desk.paths).contains(secret));

    // The next session knows nothing of it.
    Passwords next;
    std::optional<Passwords::Found> later;
    next.find(connection.id, this, [&](const Passwords::Found& answer) { later = answer; });
    QTRY_VERIFY(later.has_value());
    QVERIFY(!later->known);
    QVERIFY(!later->why.isEmpty());
}

void TestConnections::passwordIsAskedWithTheReason()
{
    Desk desk;
    const QString why = QStringLiteral("No keychain service runs in this session.");
    PasswordDialog dialog(postgres(QStringLiteral("prod")), desk.paths, why, false);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QCOMPARE(dialog.findChild<QLabel*>(QStringLiteral("password.why"))->text(), why);
    QTRY_VERIFY(dialog.edit()->hasFocus());
    QTest::keyClicks(dialog.edit(), QStringLiteral("secret"));
    keepPictures(dialog, QStringLiteral("connections-ask"), {});
    QSignalSpy done(&dialog, &QDialog::finished);
    QTest::keyClick(dialog.edit(), Qt::Key_Return);
    QCOMPARE(done.size(), 1);
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
    QCOMPARE(dialog.password(), QStringLiteral("secret"));
    QVERIFY(!dialog.keeps());
}

QTEST_MAIN(TestConnections)
#include "tst_gui_connections.moc"
