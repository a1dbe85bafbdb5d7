// A button: picture, label and, where it helps, a second line. Tells its name when touched.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    id: button

    property string name: ""
    property string value: ""
    property string label: ""
    property string more: ""
    // What a screen reader says where the picture alone is shown.
    property string spoken: label
    property string picture: name
    // "blue" and "green" carry the same weight; "quiet" is for ways back, "warm" for help.
    property string tone: "blue"
    property bool isChosen: false
    property real labelSize: Theme.label
    // False for keys that only change their own screen.
    property bool isIntention: true
    // Touches heard so far: how a driven demo knows that its touch arrived.
    property int taps: 0

    readonly property bool isDark: tone === "blue" || tone === "green" || isChosen
    property real inset: Theme.gap

    signal tapped

    function press() {
        taps += 1
        if (isIntention)
            kiosk.intend(name, value)
        button.tapped()
    }

    objectName: name
    implicitWidth: Math.max(Theme.target, row.wantedWidth + 2 * inset)
    implicitHeight: Math.max(Theme.target, row.implicitHeight + 2 * inset)
    radius: Theme.radius
    border.width: activeFocus ? Math.max(4, 0.8 * Theme.unit) : isDark ? 0 : Math.max(2, 0.3 * Theme.unit)
    border.color: activeFocus ? Theme.focus : tone === "warm" ? Theme.warmLine : Theme.ink
    color: {
        if (isChosen)
            return Theme.ink
        if (tone === "blue")
            return handler.pressed ? Theme.blueDown : Theme.blue
        if (tone === "green")
            return handler.pressed ? Theme.greenDown : Theme.green
        if (tone === "warm")
            return handler.pressed ? Theme.warmDown : Theme.warm
        return handler.pressed ? Theme.tint : Theme.card
    }
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: more === "" ? spoken : spoken + ". " + more
    Accessible.onPressAction: press()
    Keys.onReturnPressed: press()
    Keys.onSpacePressed: press()

    RowLayout {
        id: row

        readonly property real wantedWidth: implicitWidth

        anchors.centerIn: parent
        width: Math.min(implicitWidth, button.width - 2 * button.inset)
        spacing: Theme.gap

        Picture {
            id: drawing
            folder: "button"
            name: button.picture
            visible: button.picture !== ""
            size: 1.7 * button.labelSize
            Layout.alignment: Qt.AlignVCenter
        }
        ColumnLayout {
            Layout.fillWidth: true
            visible: button.label !== ""
            spacing: 0

            Words {
                Layout.fillWidth: true
                text: button.label
                color: button.isDark ? "white" : Theme.ink
                font.pixelSize: button.labelSize
                font.bold: true
                horizontalAlignment: button.picture === "" ? Text.AlignHCenter : Text.AlignLeft
                Accessible.ignored: true
            }
            Words {
                Layout.fillWidth: true
                visible: button.more !== ""
                text: button.more
                color: button.isDark ? "white" : Theme.muted
                font.pixelSize: Theme.small
                Accessible.ignored: true
            }
        }
    }
    TapHandler {
        id: handler
        // A slow or shaky finger still counts: no time limit, and moving within the button is fine.
        longPressThreshold: 0
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: button.press()
    }
}
