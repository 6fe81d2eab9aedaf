# From fourteen to seventeen only what he came for: nothing that sells is asked, and none of it counts any more.
# rules: CON-13 CON-3
C> 我想试驾，我16岁
B> 您未满18周岁
B> 我不满14岁
S> ledger[-1] == ('invalidated', '*', '*')
C> 都可以
C> 周六上午
S> enquiries == 1
@telegram C> [press 都不用]
@wechat C> 都不用
B! 优惠
B! 回访
S> 'promo_offers' not in str(ledger)
C> 我不满14岁
B> 您未满14周岁
S> len([one for one in ledger if one[0] == 'invalidated']) == 2
