package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Who has which number, and who is next: an index over the IPAddress objects of all namespaces, in memory.
 *
 * <p>Thread-safe: one lock per namespace, and nothing blocks or calls out under it.
 *
 * <p><b>When a number is in use.</b> All pools of one namespace and one namePrefix share one used-set, because they name
 * their objects alike; pools of other prefixes are other networks and may have the same numbers. In the used-set of a
 * prefix a number is in use while
 * <ul>
 *   <li>an object of a pool with that prefix carries it in its spec, or
 *   <li>an object of the namespace, of whatever pool or kind, is named after it ({@code <prefix>-<dashed address>}): the
 *       API server would refuse a second one of that name, or
 *   <li>it is reserved to a claim.
 * </ul>
 * Objects whose pool is not defined, not yet or no longer, count by their name alone until it is. A number that several
 * have, by an accident of the past, is free when the last of them is gone.
 *
 * <p><b>Who waits.</b> A claim that is told {@link AllocationResult.Exhausted} or {@link AllocationResult.Taken} waits,
 * by age. For the free numbers of a pool all claims that name none, and those that request a free one, stand in one
 * line; a claim is served while fewer claims are older than numbers are free. For a number that is held the claims that
 * want just this one stand in a line of their own, by age, and those who merely request it last. When it is free, the
 * first of them may have it: if it had the number before, it is reserved to it in the same step, and if it merely
 * requests it, it takes its place by age in the pool's line for that.
 *
 * <p><b>Claims to look at again.</b> Methods that return a list of claims return those that may have a number now and
 * could not before, or whose own has been reserved to them, oldest first: each must call {@link #allocate} again, or be
 * withdrawn. A claim is named once each time its turn comes. What {@link #allocate}, {@link #enqueue},
 * {@link #definePool} and {@link #removePool} bring about is returned by the next such call in that namespace;
 * {@link #wakeUps} is there to ask at once.
 */
public final class Allocator {

    private final ConcurrentMap<String, NamespaceBook> books = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    /**
     * @param random the seeds of all choices by chance; need not be thread-safe, and is used by nobody else
     */
    public Allocator(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Creates or replaces a pool, in use or not: everything may change, the namePrefix too. No number is taken from
     * anybody by it. The claims that wait stay in line; but the caller looks at all unbound claims of the pool again,
     * because a claim that was refused does not wait and may be served now.
     */
    public void definePool(PoolKey key, PoolDefinition definition) {
        book(key.namespace()).definePool(key, definition);
    }

    /**
     * The pool is gone. Its objects and reservations stay known and keep the numbers that their names spell; its waiting
     * claims wait no longer.
     */
    public void removePool(PoolKey key) {
        tell(key.namespace(), b -> b.removePool(key));
    }

    /** The definition in force. */
    public Optional<PoolDefinition> pool(PoolKey key) {
        return ask(key.namespace(), b -> b.pool(key), Optional.empty());
    }

    /**
     * An object exists, as seen in a list, by a watch or in the answer to a write; takes the place of what was known
     * under its key. A reservation of its claim for the same number in the same pool has become this object; one for
     * another number stays, because its write may still arrive.
     *
     * <p>An object that was forgotten must not be told of again by a late answer: it would hold its number for ever.
     *
     * @return the claims to look at again
     */
    public List<ClaimKey> observe(AddressObject object) {
        return book(object.key().namespace()).observe(object);
    }

    /**
     * An object is gone from the API server, for sure. Nothing happens if the one that is known has another uid: then
     * it is a later one of that name.
     *
     * @return the claims to look at again
     */
    public List<ClaimKey> forget(ObjectKey key, String uid) {
        return ask(key.namespace(), b -> b.forget(key, uid), List.of());
    }

    /**
     * As {@link #forget}, but the claim is still there and had no say in it: the number stays reserved to the claim, and
     * is at no moment free. A claim that has another reservation in the pool keeps that one instead; and of an object that we have
     * ended ourselves nothing is kept.
     *
     * @return the claims to look at again; not the one that lost its object
     */
    public List<ClaimKey> forgetButReserve(ObjectKey key, String uid) {
        return ask(key.namespace(), b -> b.forgetButReserve(key, uid), List.of());
    }

    /**
     * The same, of an object that we have ended ourselves, too: another request for the same address may still be carried out. To be given
     * back with {@link #giveBack} when it cannot any more.
     */
    public List<ClaimKey> forgetButKeep(ObjectKey key, String uid) {
        return ask(key.namespace(), b -> b.forgetButKeep(key, uid), List.of());
    }

    /**
     * We have begun to delete a known object: from now on no claim is told that it has it, not even while the API server
     * has not said that it is deleting. It keeps its number until it is forgotten. A later object of that name is another one.
     */
    public void releasing(ObjectKey key, String uid) {
        tell(key.namespace(), b -> b.releasing(key, uid, true));
    }

    /** What we have begun to delete stays after all: that has failed, or the object is somebody else's by now. */
    public void staying(ObjectKey key, String uid) {
        tell(key.namespace(), b -> b.releasing(key, uid, false));
    }

    /**
     * Gives the claim its number, or says why not. Idempotent: a claim that has an object or a reservation is given no
     * second number, whatever it asks for.
     *
     * <p>In this order: the object that it has; the number reserved to it; then what it may have by
     * {@link PoolDefinition#preAllocations pre-allocation}, {@link AllocationRequest#remembered memory} and
     * {@link AllocationRequest#requested request}; and if it may have any number, a free one by the pool's strategy, in
     * the first range that has one.
     */
    public AllocationResult allocate(AllocationRequest request) {
        String namespace = request.pool().namespace();
        if (!request.claim().namespace().equals(namespace)) {
            return new AllocationResult.UnknownPool(request.pool());
        }
        return book(namespace).allocate(request);
    }

    /**
     * Drops those reservations of the claim whose writes have surely failed. Where that is not sure, the number must stay
     * reserved. A claim has several only in several pools.
     *
     * @param which is asked under the lock: it must neither block nor call back
     */
    public GivenBack giveBack(ClaimKey claim, Predicate<Allocation> which) {
        return ask(claim.namespace(), b -> b.giveBack(claim, which), GivenBack.NOTHING);
    }

    /**
     * The claim waits no longer: it is paused, deleted, refused or bound. It keeps what is reserved to it.
     *
     * @return the claims to look at again
     */
    public List<ClaimKey> withdraw(ClaimKey claim) {
        return ask(claim.namespace(), b -> b.withdraw(claim), List.of());
    }

    /**
     * Lets a claim wait already now, for any number of the pool, so that of claims which are woken together the oldest is
     * served first, whichever asks first. Leaves the place of a claim that waits already. The caller must see to it that
     * the claim calls {@link #allocate} soon, for it is not named again if its turn has come already. Ignored if the pool
     * is not defined.
     */
    public void enqueue(PoolKey pool, ClaimKey claim, Instant created) {
        if (claim.namespace().equals(pool.namespace())) {
            tell(pool.namespace(), b -> b.enqueue(pool, claim, created));
        }
    }

    /** The claims of a namespace to look at again that nobody has been told of yet. */
    public List<ClaimKey> wakeUps(String namespace) {
        return ask(namespace, NamespaceBook::wakeUps, List.of());
    }

    /**
     * The known objects that are for the claim, or were for an earlier one of its name; deleting ones too, among which
     * are those that we have begun to delete.
     */
    public List<AddressObject> objectsOf(ClaimKey claim) {
        return ask(claim.namespace(), b -> b.objectsOf(claim), List.of());
    }

    /** The known objects of a pool that carry that address: one, but for an accident of the past. */
    public List<AddressObject> objectsAt(PoolKey pool, Address address) {
        return ask(pool.namespace(), b -> b.objectsAt(pool, address), List.of());
    }

    /** Who has the number of this object under its prefix, itself among them. */
    public NumberHolders holders(AddressObject object) {
        return ask(object.key().namespace(), b -> b.holders(object), NumberHolders.NOBODY);
    }

    /** Which objects of a kind are known, in all namespaces; a copy. Walks them all: for rare events only. */
    public List<ObjectKey> keys(String kind) {
        var keys = new ArrayList<ObjectKey>();
        books.values().forEach(b -> b.addKeys(kind, keys));
        return keys;
    }

    /** The known object of that name. */
    public Optional<AddressObject> object(ObjectKey key) {
        return ask(key.namespace(), b -> b.object(key), Optional.empty());
    }

    /** What is reserved to the claim; the latest, if it has asked for a number in two pools. */
    public Optional<Allocation> reservationOf(ClaimKey claim) {
        return ask(claim.namespace(), b -> b.reservationsOf(claim).stream().reduce((older, younger) -> younger), Optional.empty());
    }

    /** All that is reserved to the claim, the latest last: in its own pool, and in those that earlier claims of its name have asked. */
    public List<Allocation> reservationsOf(ClaimKey claim) {
        return ask(claim.namespace(), b -> b.reservationsOf(claim), List.of());
    }

    /** The counts of a pool. A pool that is not defined has no capacity, but what it has allocated is counted. */
    public Usage usage(PoolKey key) {
        return ask(key.namespace(), b -> b.usage(key), new Usage(0, false, 0, 0, 0, 0));
    }

    /** The known objects of a pool, defined or not, in no order; a copy. Walks them all: for rare events only. */
    public List<AddressObject> objectsIn(PoolKey key) {
        return ask(key.namespace(), b -> b.objectsIn(key), List.of());
    }

    private void tell(String namespace, Consumer<NamespaceBook> news) {
        NamespaceBook book = books.get(namespace);
        if (book != null) {
            news.accept(book);
        }
    }

    private <T> T ask(String namespace, Function<NamespaceBook, T> question, T ifUnknown) {
        NamespaceBook book = books.get(namespace);
        return book == null ? ifUnknown : question.apply(book);
    }

    private NamespaceBook book(String namespace) {
        NamespaceBook book = books.get(namespace);
        return book != null ? book : books.computeIfAbsent(namespace, n -> new NamespaceBook(newRandom()));
    }

    /** Each book draws from a generator of its own, under its own lock. */
    private RandomGenerator newRandom() {
        synchronized (random) {
            return new SplittableRandom(random.nextLong());
        }
    }
}
