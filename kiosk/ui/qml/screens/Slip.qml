// A place kept for another day: its code to be photographed, and when to show it.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import ".."

ColumnLayout {
    id: screen

    readonly property var slips: kiosk.shown.slips
    readonly property bool isAlone: slips.length === 1
    // In hundredths of the shorter edge; more than two stand in two rows.
    readonly property real several: slips.length > 2 ? (Theme.isPortrait ? 26 : 14) : Theme.isPortrait ? 40 : Theme.isDense ? 24 : 30

    spacing: Theme.gap

    Item {
        Layout.fillHeight: true
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: false
        columns: Theme.isPortrait && screen.isAlone ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        Repeater {
            model: screen.slips
            GridLayout {
                id: slip

                required property var modelData
                readonly property real side: (!screen.isAlone ? screen.several : Theme.isPortrait ? 64 : Theme.isDense ? 38 : 46) * Theme.unit

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                columns: Theme.isPortrait ? 1 : 2
                columnSpacing: (screen.isAlone ? 2 : 0.6) * Theme.margin
                rowSpacing: 0.5 * Theme.gap

                QrImage {
                    objectName: "qr"
                    Layout.preferredWidth: slip.side
                    Layout.preferredHeight: slip.side
                    Layout.alignment: screen.isAlone ? Qt.AlignHCenter : Qt.AlignLeft
                    text: slip.modelData.qr
                    Accessible.role: Accessible.Graphic
                    Accessible.name: slip.modelData.title
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 0.5 * Theme.gap

                    Words {
                        Layout.fillWidth: true
                        text: slip.modelData.title
                        font.pixelSize: screen.isAlone && !Theme.isDense ? Theme.title : Theme.label
                        font.bold: true
                    }
                    Words {
                        Layout.fillWidth: true
                        text: slip.modelData.field
                        font.bold: true
                        color: Theme.blue
                    }
                    Words {
                        objectName: "slip-code"
                        Layout.fillWidth: true
                        text: slip.modelData.code
                        font.pixelSize: Theme.title
                        font.bold: true
                    }
                    Words {
                        Layout.fillWidth: true
                        visible: screen.isAlone
                        text: slip.modelData.when
                        font.pixelSize: Theme.isTight ? Theme.smallest : Theme.body
                    }
                }
            }
        }
    }
    Words {
        Layout.fillWidth: true
        visible: !screen.isAlone && screen.slips.length > 0
        text: visible ? screen.slips[0].when : ""
        font.pixelSize: Theme.isTight ? Theme.smallest : Theme.body
    }
    Item {
        Layout.fillHeight: true
    }
    BigButton {
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.isDense ? Theme.target : Theme.bigTarget
        name: "done"
        label: kiosk.words.done
        more: Theme.isDense ? "" : kiosk.shown.closesText
    }
}
