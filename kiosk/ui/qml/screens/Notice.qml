// Everything about the use of the face.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    spacing: Theme.gap

    Words {
        Layout.fillWidth: true
        visible: !Theme.isDense
        text: kiosk.words.notice_title
        font.pixelSize: Theme.title
        font.bold: true
    }
    Paged {
        id: notice
        Layout.fillWidth: true
        Layout.fillHeight: true
        parts: kiosk.shown.fullNotice
    }
    Words {
        Layout.fillWidth: true
        text: kiosk.shown.noticeVersion + " · " + (notice.page + 1) + "/" + notice.pages
        font.pixelSize: Theme.smallest
        color: Theme.muted
    }
}
