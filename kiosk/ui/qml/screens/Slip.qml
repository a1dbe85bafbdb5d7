// A place kept for another day: its code to be photographed, and when to show it.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import ".."

ColumnLayout {
    id: screen

    readonly property var slips: kiosk.shown.slips
    readonly property bool isAlone: slips.length === 1

    spacing: Theme.gap

    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        columns: Theme.isPortrait && screen.isAlone ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        Repeater {
            model: screen.slips
            GridLayout {
                id: slip

                required property var modelData
                readonly property real side: (!screen.isAlone ? (Theme.isTight ? 19 : 23) : Theme.isPortrait ? 64 : Theme.isDense ? 38 : 46) * Theme.unit

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                columns: Theme.isPortrait || !screen.isAlone ? 1 : 2
                columnSpacing: 2 * Theme.margin
                rowSpacing: 0.5 * Theme.gap

                QrImage {
                    objectName: "qr"
                    Layout.preferredWidth: slip.side
                    Layout.preferredHeight: slip.side
                    Layout.alignment: Qt.AlignHCenter
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
    BigButton {
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.isDense ? Theme.target : Theme.bigTarget
        name: "done"
        label: kiosk.words.done
        more: Theme.isDense ? "" : kiosk.shown.closesText
    }
}
