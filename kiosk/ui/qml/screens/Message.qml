// A picture, what is the matter, and what can be done about it.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    id: screen

    readonly property var message: kiosk.shown.message

    spacing: Theme.gap

    Item {
        Layout.fillHeight: true
    }
    Picture {
        Layout.alignment: Qt.AlignHCenter
        name: screen.message.icon
        size: (Theme.isDense ? 14 : 22) * Theme.unit
    }
    Words {
        objectName: "message-title"
        Layout.fillWidth: true
        text: screen.message.title
        font.pixelSize: 1.15 * Theme.title
        font.bold: true
        horizontalAlignment: Text.AlignHCenter
    }
    Words {
        Layout.fillWidth: true
        text: screen.message.text
        font.pixelSize: Theme.label
        horizontalAlignment: Text.AlignHCenter
    }
    Item {
        Layout.fillHeight: true
    }
    EqualButtons {
        Layout.fillWidth: true
        Layout.fillHeight: false
        visible: screen.message.buttons.length > 0
        buttons: screen.message.buttons
    }
}
