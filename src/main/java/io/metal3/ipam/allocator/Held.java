package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.Family;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AddressObject} as it is remembered: the same, in a third of the memory. A million of them are known at once, and a
 * handful is looked at; so the texts are put together when somebody asks. A name tells prefix and address, a uid is a number of
 * 128 bits, and a claim's name has no letter beyond ASCII; where one of these does not hold, the texts are kept as they are.
 * Not thread-safe.
 */
final class Held implements Occupant {

    private final Origin origin;
    private final boolean v4;
    private final long high;
    private final long low;

    /** The uid, or zero. */
    private final long uidHigh;

    private final long uidLow;

    /** The uid of the claim, or zero where it is not known. */
    private final long claimUidHigh;

    private final long claimUidLow;
    private final boolean deleting;

    /** The name of the claim; null where all is in odd. */
    private final byte @Nullable [] claimName;

    /** The object itself, where it is not like nearly all others. */
    private final @Nullable AddressObject odd;

    /** We have begun to delete it. */
    private boolean releasing;

    /** Where it stands among the objects of its pool. */
    private int place;

    /**
     * @param origin that of the object; the same one for all that have an equal one
     */
    Held(AddressObject object, Origin origin) {
        this.origin = origin;
        v4 = object.address().family() == Family.V4;
        high = object.address().high();
        low = object.address().low();
        deleting = object.deleting();
        UUID uid = uuid(object.uid());
        UUID claimUid = object.claimUid() == null ? new UUID(0, 0) : uuid(object.claimUid());
        boolean isLikeOthers = uid != null && claimUid != null && origin.prefix() != null && isAscii(object.claim().name())
                && (object.claimUid() == null || !isZero(claimUid));
        odd = isLikeOthers ? null : object;
        claimName = isLikeOthers ? object.claim().name().getBytes(StandardCharsets.ISO_8859_1) : null;
        uidHigh = isLikeOthers && uid != null ? uid.getMostSignificantBits() : 0;
        uidLow = isLikeOthers && uid != null ? uid.getLeastSignificantBits() : 0;
        claimUidHigh = isLikeOthers && claimUid != null ? claimUid.getMostSignificantBits() : 0;
        claimUidLow = isLikeOthers && claimUid != null ? claimUid.getLeastSignificantBits() : 0;
    }

    /** It as a whole, as it was told. */
    AddressObject object() {
        if (odd != null) {
            return odd;
        }
        boolean hasClaimUid = (claimUidHigh | claimUidLow) != 0;
        return new AddressObject(
                key(), uid(), address(), pool(), claim(), hasClaimUid ? text(claimUidHigh, claimUidLow) : null, deleting);
    }

    ObjectKey key() {
        return odd != null ? odd.key() : new ObjectKey(origin.objectKind(), origin.namespace(), objectName());
    }

    String uid() {
        return odd != null ? odd.uid() : text(uidHigh, uidLow);
    }

    boolean deleting() {
        return deleting;
    }

    Origin origin() {
        return origin;
    }

    boolean isReleasing() {
        return releasing;
    }

    void setReleasing(boolean isBegun) {
        releasing = isBegun;
    }

    int place() {
        return place;
    }

    void setPlace(int place) {
        this.place = place;
    }

    boolean hasUid(String text) {
        return uid().equals(text);
    }

    boolean hasClaimUid(String text) {
        return text.equals(object().claimUid());
    }

    boolean hasKey(ObjectKey key) {
        return odd != null
                ? odd.key().equals(key)
                : origin.objectKind().equals(key.kind())
                        && origin.namespace().equals(key.namespace())
                        && origin.prefix() != null
                        && ObjectNames.isName(key.name(), origin.prefix(), address());
    }

    boolean isOf(ClaimKey claim) {
        return origin.claimKind().equals(claim.kind())
                && origin.claimNamespace().equals(claim.namespace())
                && isOfName(claim.name());
    }

    private boolean isOfName(String name) {
        if (claimName == null) {
            return claimName().equals(name);
        }
        boolean same = claimName.length == name.length();
        for (int i = 0; same && i < claimName.length; i++) {
            same = claimName[i] == name.charAt(i);
        }
        return same;
    }

    @Override
    public boolean isNamedAfter(String prefix) {
        return prefix.equals(origin.prefix());
    }

    @Override
    public boolean isAt(Address number) {
        return number.low() == low && number.high() == high && number.family() == family();
    }

    @Override
    public ClaimKey claim() {
        return new ClaimKey(origin.claimKind(), origin.claimNamespace(), claimName());
    }

    @Override
    public PoolKey pool() {
        return origin.pool();
    }

    @Override
    public Address address() {
        return new Address(family(), high, low);
    }

    @Override
    public String objectName() {
        return odd != null || origin.prefix() == null ? key().name() : ObjectNames.name(origin.prefix(), address());
    }

    private Family family() {
        return v4 ? Family.V4 : Family.V6;
    }

    private String claimName() {
        return odd != null || claimName == null
                ? object().claim().name()
                : new String(claimName, StandardCharsets.ISO_8859_1);
    }

    private static String text(long high, long low) {
        return new UUID(high, low).toString();
    }

    /** The number of which this is the one and only text; null if there is none. */
    private static @Nullable UUID uuid(String text) {
        if (text.length() != 36) {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equals(text) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isZero(UUID uuid) {
        return (uuid.getMostSignificantBits() | uuid.getLeastSignificantBits()) == 0;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
