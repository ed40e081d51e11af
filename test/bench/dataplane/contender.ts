/** Something that drops packets on their way in: ours, or one that ours is compared with. */
export interface Contender {
  readonly name: string;
  /**
   * Whether it sits at the driver (XDP). What comes later sees socket buffers, and the veth driver
   * polls for it only with GRO on.
   */
  readonly isXdp: boolean;
  /** Has it drop what the experiment is about on this interface of the bench's namespace. */
  attach(interfaceName: string): Promise<void>;
  detach(): Promise<void>;
}
