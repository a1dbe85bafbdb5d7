// The live picture as a frame for a code, what to hold there, and the way out.
import QtQuick
import QtQuick.Layouts
import ".."

GridLayout {
    readonly property Item viewfinder: place

    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: 2 * Theme.margin
    rowSpacing: Theme.gap

    Viewfinder {
        id: place

        readonly property real side: Theme.isPortrait ? Math.min(parent.width, 0.5 * parent.height) : parent.height

        Layout.preferredWidth: side
        Layout.preferredHeight: side
        Layout.alignment: Qt.AlignHCenter
        title: kiosk.shown.scanTitle
        isSquare: true
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        spacing: Theme.gap

        Item {
            Layout.fillHeight: true
        }
        Words {
            Layout.fillWidth: true
            text: kiosk.shown.scanTitle
            font.pixelSize: Theme.isDense ? Theme.label : Theme.title
            font.bold: true
        }
        Words {
            objectName: "hint"
            Layout.fillWidth: true
            text: kiosk.shown.scanHint
            font.pixelSize: Theme.label
        }
        Item {
            Layout.fillHeight: true
        }
        EqualButtons {
            Layout.fillWidth: true
            Layout.fillHeight: false
            columns: 1
            isTight: true
            tones: ["green", "blue"]
            buttons: kiosk.shown.waysOut
        }
    }
}
