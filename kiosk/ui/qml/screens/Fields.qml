// Several fields at once: each tile is switched, then one goes on.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    spacing: Theme.gap

    Words {
        Layout.fillWidth: true
        visible: !Theme.isDense
        text: kiosk.words.fields_title
        font.pixelSize: Theme.isPortrait ? Theme.title : Theme.label
        font.bold: true
    }
    Words {
        Layout.fillWidth: true
        visible: Theme.isPortrait
        text: kiosk.words.fields_text
        color: Theme.muted
    }
    FieldGrid {
        Layout.fillWidth: true
        Layout.fillHeight: true
    }
    BigButton {
        readonly property bool isReady: kiosk.shown.fieldCode !== ""

        Layout.fillWidth: true
        Layout.minimumHeight: Theme.isPortrait ? Theme.bigTarget : Theme.target
        name: "continue"
        label: kiosk.words["continue"]
        enabled: isReady
        opacity: isReady ? 1 : 0.5
    }
}
