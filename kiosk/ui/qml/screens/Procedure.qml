// One procedure: papers, time limit, fee as the law words it, its page on the portal.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import ".."

ColumnLayout {
    id: screen

    readonly property var procedure: kiosk.shown.procedure

    spacing: Theme.gap

    Words {
        Layout.fillWidth: true
        text: screen.procedure.name
        font.pixelSize: Theme.isDense ? Theme.body : Theme.label
        font.bold: true
        maximumLineCount: Theme.isDense ? 2 : 4
        elide: Text.ElideRight
    }
    RowLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        spacing: Theme.margin

        Paged {
            Layout.fillWidth: true
            Layout.fillHeight: true
            parts: screen.procedure.parts
        }
        ColumnLayout {
            visible: screen.procedure.url !== ""
            Layout.alignment: Qt.AlignTop
            Layout.maximumWidth: (Theme.isDense ? 24 : 30) * Theme.unit
            spacing: 0.3 * Theme.gap

            QrImage {
                objectName: "qr"
                Layout.preferredWidth: (Theme.isDense ? 24 : 30) * Theme.unit
                Layout.preferredHeight: (Theme.isDense ? 24 : 30) * Theme.unit
                text: screen.procedure.url
                Accessible.role: Accessible.Graphic
                Accessible.name: kiosk.words.portal_text
            }
            Words {
                Layout.fillWidth: true
                visible: !Theme.isDense
                text: kiosk.words.portal_text
                font.pixelSize: Theme.smallest
                color: Theme.muted
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
    BigButton {
        objectName: "take-number"
        visible: screen.procedure.field !== ""
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.isDense ? Theme.target : Theme.bigTarget
        name: "field"
        value: screen.procedure.field
        label: screen.procedure.take
        picture: "plain"
    }
}
