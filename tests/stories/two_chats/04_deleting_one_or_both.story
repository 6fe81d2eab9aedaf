# Deleting one chat says what becomes of the other, and leaves it; two words delete both.
# rules: SAFE-5
C> 关联账号
C2> {code}
C2> [press 确认关联]
S> linked
C2> 删除我的信息
B2> 只删这里
B2> 两边都删
S2> linked
C2> [press 两边都删]
B2> 已登记删除
B2> 那边也一样
B> 已登记删除
S> not linked and consent("promo_offers", "chat") == "erased"
S2> not linked and consent("promo_offers", "chat") == "erased"
T> +PT1M
C> 恢复资料
B> 已恢复
